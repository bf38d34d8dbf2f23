import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface EngineTestFiles {
  /** Those that are run once for each engine. */
  readonly everyEngine: readonly string[];
  readonly once: readonly string[];
}

/** The engine tests of the project by how often they are run, which what they call decides. */
export function engineTestFiles(root: string): EngineTestFiles {
  const files = ['engines', 'server', 'e2e'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.engines.test.ts'))
      .map((name) => path.posix.join(folder, name)),
  );
  const isForEvery = (file: string) =>
    readFileSync(path.join(root, file), 'utf8').includes('describeOnEveryEngine(');
  return {
    everyEngine: files.filter(isForEvery),
    once: files.filter((file) => !isForEvery(file)),
  };
}
