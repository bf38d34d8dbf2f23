import { expect, test } from 'vitest';
import { newestProgress } from './importFile.ts';

const line = (spans: number, isDone = false) =>
  JSON.stringify({ bytesRead: spans, spans, traces: 1, rejected: 0, errors: [], isDone });

test('the newest whole line counts while the next one is being written', () => {
  expect(newestProgress('')).toBeUndefined();
  expect(newestProgress(line(1).slice(0, 9))).toBeUndefined();
  expect(newestProgress(`${line(1)}\n${line(2)}\n${line(3).slice(0, 9)}`)?.spans).toBe(2);
  expect(newestProgress(`${line(1)}\n${line(2, true)}\n`)).toMatchObject({
    spans: 2,
    isDone: true,
  });
});
