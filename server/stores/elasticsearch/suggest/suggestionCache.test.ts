import { expect, test } from 'vitest';
import { COMPLETE } from '../../../../shared/api/completeness.ts';
import { SuggestionCache } from './suggestionCache.ts';

function cacheAt(clock: { nowMs: number }) {
  const cache = new SuggestionCache<number>({ nowUs: () => 0, nowMs: () => clock.nowMs });
  let asked = 0;
  const ask = async (completeness = COMPLETE) =>
    (await cache.get('key', async () => ({ value: ++asked, completeness }))).value;
  return ask;
}

test('an answer is good for some seconds', async () => {
  const clock = { nowMs: 1_000 };
  const ask = cacheAt(clock);
  expect(await ask()).toBe(1);
  clock.nowMs += 29_000;
  expect(await ask()).toBe(1);
  clock.nowMs += 2_000;
  expect(await ask()).toBe(2);
});

test('an answer that a deadline or a failed shard cut is not kept', async () => {
  const ask = cacheAt({ nowMs: 1_000 });
  expect(await ask({ ...COMPLETE, isComplete: false, isTimedOut: true })).toBe(1);
  const shards = { total: 2, successful: 1, skipped: 0, failed: 1 };
  expect(await ask({ ...COMPLETE, isComplete: false, shards })).toBe(2);
  expect(await ask({ ...COMPLETE, isComplete: false, notes: ['of the newest 6 hours'] })).toBe(3);
  expect(await ask()).toBe(3);
});

test('a failure is not kept either', async () => {
  const cache = new SuggestionCache<number>({ nowUs: () => 0, nowMs: () => 0 });
  await expect(cache.get('key', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
  const found = await cache.get('key', async () => ({ value: 1, completeness: COMPLETE }));
  expect(found.value).toBe(1);
});
