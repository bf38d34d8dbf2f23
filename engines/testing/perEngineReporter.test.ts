import { expect, test } from 'vitest';
import { linesPerEngine } from './perEngineReporter.ts';

test('each engine has a line with what became of its tests', () => {
  const on = (engine: string | undefined, ...states: readonly string[]) =>
    states.map((state) => ({ engine, state }));
  const lines = linesPerEngine([
    ...on('opensearch@2.19.4', 'failed', 'passed', 'skipped'),
    ...on(undefined, 'passed'),
    ...on('elasticsearch@8.19.7', 'passed', 'passed'),
    ...on('opensearch@2.9.0', 'failed'),
  ]);
  expect(lines).toEqual([
    'elasticsearch@8.19.7: 2 passed',
    'opensearch@2.9.0: 0 passed, 1 failed',
    'opensearch@2.19.4: 1 passed, 1 failed, 1 skipped',
  ]);
});
