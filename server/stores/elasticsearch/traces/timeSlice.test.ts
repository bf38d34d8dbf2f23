import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spanIndices } from '../testing/askEngineOf.ts';
import { inSlice, slicesOf } from './timeSlice.ts';

const planOf = (totalSpans: number, startsUs: readonly number[]) => ({
  area: { indices: 'spans', filters: [] },
  filters: [],
  totalSpans,
  startsUs,
});

const evenStarts = (spanCount: number): readonly number[] =>
  Array.from({ length: 199 }, (_, at) => Math.floor(((at + 1) / 200) * spanCount));

test('the first slice is small, the others are of one size', () => {
  const slices = slicesOf(planOf(100_000, evenStarts(100_000)));
  const print = slices.map(({ fromUs = '…', toUs = '…' }) => `${fromUs}-${toUs}`);
  expect(print.slice(0, 3)).toEqual(['…-500', '500-2000', '2000-3500']);
  expect(print.at(-1)).toBe('99500-…');
  expect(print).toHaveLength(68);
});

test('slices go on where the spans end that are there already', () => {
  const begun = {
    hits: Array.from({ length: 990 }, () => ({ fields: {}, sort: [] })),
    untilUs: 991,
  };
  const slices = slicesOf({ ...planOf(100_000, evenStarts(100_000)), begun });
  const print = slices.map(({ fromUs = '…', toUs = '…' }) => `${fromUs}-${toUs}`);
  expect(print.slice(0, 3)).toEqual(['991-2500', '2500-4000', '4000-5500']);
  expect(print.at(-1)).toBe('98500-…');
});

test('a trace whose spans all start at once is one slice', () => {
  expect(slicesOf(planOf(50_000, []))).toEqual([{}]);
  expect(slicesOf(planOf(50_000, [7]))).toEqual([{ toUs: 7 }, { fromUs: 7 }]);
});

test('slices follow each other without a gap, from no beginning to no end', () => {
  const starts = fc.uniqueArray(fc.integer({ min: 1, max: 1e6 }), { maxLength: 199 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3e6 }), starts, (totalSpans, startsUs) => {
      const slices = slicesOf(
        planOf(
          totalSpans,
          startsUs.toSorted((a, b) => a - b),
        ),
      );
      expect(slices.map(({ fromUs }) => fromUs)).toEqual([
        undefined,
        ...slices.slice(0, -1).map(({ toUs }) => toUs),
      ]);
      expect(slices.at(-1)?.toUs).toBeUndefined();
      for (const { fromUs = 0, toUs = 1e7 } of slices) expect(fromUs).toBeLessThan(toUs);
    }),
  );
});

test('spans that say no start are in the first slice', () => {
  const { fields } = spanIndices('spans');
  expect(inSlice(fields, { toUs: 7 })).toEqual([
    { bool: { must_not: [{ range: { startTime: { gte: 7 } } }] } },
  ]);
  expect(inSlice(fields, {})).toEqual([]);
});
