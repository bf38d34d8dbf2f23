import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketAt, timeBuckets } from './timeBuckets.ts';

describe('buckets of time', () => {
  test('are equal, and the last one reaches beyond the range when it must', () => {
    expect(timeBuckets({ fromUs: 100, toUs: 110, buckets: 4 }).startsUs).toEqual([
      100, 103, 106, 109,
    ]);
  });

  test('are fewer than asked for where a microsecond cannot be divided', () => {
    expect(timeBuckets({ fromUs: 5, toUs: 8, buckets: 60 }).startsUs).toEqual([5, 6, 7]);
  });

  test('hold every time of the range, and none outside', () => {
    const any = fc.record({
      fromUs: fc.integer({ min: 0, max: 1_000 }),
      lengthUs: fc.integer({ min: 1, max: 1_000 }),
      buckets: fc.integer({ min: 1, max: 100 }),
      timeUs: fc.integer({ min: 0, max: 2_500 }),
    });
    fc.assert(
      fc.property(any, ({ fromUs, lengthUs, buckets, timeUs }) => {
        const time = timeBuckets({ fromUs, toUs: fromUs + lengthUs, buckets });
        const bucket = bucketAt(time, timeUs);
        const isInside = timeUs >= fromUs && timeUs < fromUs + lengthUs;
        expect(bucket !== undefined).toBe(isInside);
        if (bucket === undefined) return;
        expect(bucket).toBe(time.startsUs.findLastIndex((startUs) => startUs <= timeUs));
      }),
    );
  });
});
