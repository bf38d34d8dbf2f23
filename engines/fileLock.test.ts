import { existsSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withFileLock } from './fileLock.ts';

function newLock(): string {
  return path.join(mkdtempSync(path.join(tmpdir(), 'hopscope-lock-')), 'it.lock');
}

test('works under one lock come one after the other', async () => {
  const file = newLock();
  const events: string[] = [];
  const work = (name: string) =>
    withFileLock(file, async () => {
      events.push(`${name} begins`);
      await sleep(20);
      events.push(`${name} ends`);
    });
  await Promise.all([work('a'), work('b'), work('c')]);
  expect(events.map((event) => event.slice(2)).join(', ')).toBe(
    'begins, ends, begins, ends, begins, ends',
  );
  expect(existsSync(file)).toBe(false);
});

test('a lock is free again after work that failed', async () => {
  const file = newLock();
  const failing = withFileLock(file, () => Promise.reject(new Error('no network')));
  await expect(failing).rejects.toThrow('no network');
  expect(await withFileLock(file, async () => 'done')).toBe('done');
});

test('the lock of a process that was killed is taken over, by one at a time', async () => {
  const file = newLock();
  writeFileSync(file, '');
  const minuteAgoS = Date.now() / 1_000 - 60;
  utimesSync(file, minuteAgoS, minuteAgoS);
  let inside = 0;
  const most: number[] = [];
  const work = () =>
    withFileLock(file, async () => {
      inside += 1;
      most.push(inside);
      await sleep(10);
      inside -= 1;
    });
  await Promise.all([work(), work(), work(), work()]);
  expect(most).toEqual([1, 1, 1, 1]);
});
