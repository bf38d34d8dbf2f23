import { expect, test } from 'vitest';
import { sliceOf } from './traceSlice.ts';

test.each([
  [40_000, 16, '7'],
  [127_999, 16, '7'],
  [128_000, 32, '17 37 57 77 97 b7 d7 f7'],
  [255_999, 32, '17 37 57 77 97 b7 d7 f7'],
  [256_000, 64, '17 57 97 d7'],
  [511_999, 64, '17 57 97 d7'],
  [1_023_999, 128, '17 97'],
  [1_024_000, 256, '77'],
  [4_096_000, 1_024, '177 577 977 d77'],
])('of %i traces one in %i tells of all', (count, oneIn, endings) => {
  const slice = sliceOf(count);
  expect([slice.oneIn, slice.endings.join(' ')]).toEqual([oneIn, endings]);
});

test('a slice has the share of all ids that it says', () => {
  const ids = Array.from({ length: 16 ** 3 }, (_, n) => n.toString(16).padStart(32, '0'));
  for (const count of [100_000, 200_000, 400_000, 2_000_000]) {
    const { endings, oneIn } = sliceOf(count);
    const inSlice = ids.filter((id) => endings.some((ending) => id.endsWith(ending)));
    expect(inSlice.length).toBe(ids.length / oneIn);
  }
});
