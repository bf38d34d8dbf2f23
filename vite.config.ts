import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { precompress } from './server/cli/precompress.ts';

/** Runs when the page is built; the server sends what lies beside a file instead of compressing it. */
const precompressed = {
  name: 'precompressed',
  writeBundle: ({ dir = '' }) => precompress(dir),
};

const isServerBuild = process.env.HOPSCOPE_BUILD === 'server';

/** `npm run dev`. The server must see the page's own Host, or its changes look like a foreign page's. */
const API = `http://127.0.0.1:${process.env.HOPSCOPE_PORT ?? 4100}`;

const explorer = {
  root: 'apps/explorer',
  publicDir: '../../public',
  base: './',
  plugins: [react(), precompressed],
  server: { proxy: { '/api': { target: API, changeOrigin: false } } },
  build: {
    outDir: '../../dist/explorer',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    // Compressing at the highest quality takes two seconds and is meant to.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
};

// A few files with every dependency inside start in a third of the time of a thousand small ones;
// only the native binding stays outside, and pino, which looks for files beside its own.
const server = {
  publicDir: false as const,
  build: {
    ssr: true,
    rolldownOptions: {
      input: {
        main: 'server/main.ts',
        summaryWorker: 'server/stores/duckdb/summaryThread/summaryWorker.ts',
      },
    },
    outDir: 'dist/server',
    emptyOutDir: true,
    target: 'node20',
  },
  ssr: { noExternal: [/^(?!@duckdb\/|pino$)/] },
};

const everyTest = {
  setupFiles: ['shared/testing/equalAttributes.ts'],
  // How long something takes depends on the machine and on what else it does: no test fails by that.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 60_000 } },
};

export default defineConfig({
  ...(isServerBuild ? server : explorer),
  test: {
    root: import.meta.dirname,
    projects: [
      {
        root: import.meta.dirname,
        test: {
          ...everyTest,
          name: 'unit',
          include: ['{shared,apps,server,engines}/**/*.test.{ts,tsx}'],
          exclude: ['server/routes/**', '**/*.contract.test.ts', '**/*.engines.test.ts'],
        },
      },
      {
        root: import.meta.dirname,
        test: { ...everyTest, name: 'contract', include: ['server/**/*.contract.test.ts'] },
      },
      {
        root: import.meta.dirname,
        test: { ...everyTest, name: 'routes', include: ['server/routes/**/*.test.ts'] },
      },
    ],
  },
});
