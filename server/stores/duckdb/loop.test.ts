import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Loop } from './loop.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('a loop pauses after each time, and stopping waits for the last one', async () => {
  const finish: (() => void)[] = [];
  const loop = new Loop(
    100,
    () =>
      new Promise((resolve) => {
        finish.push(resolve);
      }),
  );
  loop.start();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(finish).toHaveLength(1);
  finish[0]?.();
  await vi.advanceTimersByTimeAsync(99);
  expect(finish).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(finish).toHaveLength(2);

  let isStopped = false;
  const stopping = loop.stop().then(() => {
    isStopped = true;
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(isStopped).toBe(false);
  finish[1]?.();
  await stopping;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(finish).toHaveLength(2);
});
