import { expect, test } from 'vitest';
import { DIGITS } from '../matching/compositeScan.ts';
import { FEWEST_TRACES, narrowSliceOf, sliceOf } from './traceSlice.ts';

test.each([
  [40_000, 16, '7'],
  [127_999, 16, '7'],
  [128_000, 32, '17 37 57 77 97 b7 d7 f7'],
  [255_999, 32, '17 37 57 77 97 b7 d7 f7'],
  [256_000, 64, '27 67 a7 e7'],
  [511_999, 64, '27 67 a7 e7'],
  [1_023_999, 128, '47 c7'],
  [1_024_000, 256, '77'],
  [4_096_000, 1_024, '277 677 a77 e77'],
])('of %i traces one in %i tells of all', (count, oneIn, endings) => {
  const slice = sliceOf(count);
  expect([slice.oneIn, slice.endings.join(' ')]).toEqual([oneIn, endings]);
});

test('a narrow slice has hardly more traces than tell, in an expression an engine allows', () => {
  for (let count = DIGITS * FEWEST_TRACES; count < 100_000_000; count *= 1.01) {
    const { endings, oneIn } = narrowSliceOf(count);
    expect(count / oneIn).toBeGreaterThanOrEqual(FEWEST_TRACES);
    expect(count / oneIn).toBeLessThan(FEWEST_TRACES * 1.13);
    expect(endings.join('|').length).toBeLessThan(900);
  }
});

test('of fewer traces a narrow slice is one in sixteen, too', () => {
  expect(narrowSliceOf(0)).toEqual({ endings: ['7'], oneIn: 16 });
  expect(narrowSliceOf(50_000)).toEqual({ endings: ['7'], oneIn: 16 });
});

test('a slice has the share of all ids that it says', () => {
  const ids = Array.from({ length: 16 ** 3 }, (_, n) => n.toString(16).padStart(32, '0'));
  for (const count of [100_000, 200_000, 400_000, 2_000_000]) {
    for (const { endings, oneIn } of [sliceOf(count), narrowSliceOf(count)]) {
      const inSlice = ids.filter((id) => endings.some((ending) => id.endsWith(ending)));
      expect(new Set(endings).size).toBe(endings.length);
      expect(inSlice.length).toBeCloseTo(ids.length / oneIn, 6);
    }
  }
});
