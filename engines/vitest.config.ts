import { defineConfig } from 'vitest/config';

/** One file after the other: two engines at once are enough for a small machine. */
export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    name: 'engines',
    include: ['{engines,server,e2e}/**/*.engines.test.ts'],
    globalSetup: ['engines/testing/fetchAll.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 330_000,
  },
});
