import { defineConfig } from 'vitest/config';
import { TESTED_ENGINES } from './catalog.ts';
import { engineTestFiles } from './testing/engineTestFiles.ts';
import { PerEngineReporter } from './testing/perEngineReporter.ts';

const root = `${import.meta.dirname}/..`;
const files = engineTestFiles(root);
/** For `npm test`, which counts. */
const reportFile = process.env.ENGINE_TEST_REPORT;

/** One file after the other, and all files of an engine before the next one starts. */
function project(
  name: string,
  include: readonly string[],
  engine: string | undefined,
  order: number,
) {
  return {
    root,
    test: {
      name,
      include: [...include],
      setupFiles: ['shared/testing/equalAttributes.ts'],
      ...(engine !== undefined && { provide: { engine } }),
      maxWorkers: 1,
      sequence: { groupOrder: order },
      testTimeout: 120_000,
      hookTimeout: 330_000,
    },
  };
}

const engines = TESTED_ENGINES.map(({ name, version }) => `${name}@${version}`);

/** `--project elasticsearch@8.19.7` runs on that one alone, `--project own` what starts its own. */
export default defineConfig({
  test: {
    root,
    globalSetup: ['engines/testing/fetchAll.ts', 'engines/testing/shareEngines.ts'],
    reporters: ['default', new PerEngineReporter(), ...(reportFile === undefined ? [] : ['json'])],
    ...(reportFile !== undefined && { outputFile: { json: reportFile } }),
    projects: [
      project('own', files.once, undefined, 1),
      ...engines.map((engine, index) => project(engine, files.everyEngine, engine, index + 2)),
    ],
  },
});
