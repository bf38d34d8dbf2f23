import { expect, test } from 'vitest';
import { rangeBetween, shiftBy, zoomBy } from './fixedRange.ts';

const HOUR = { fromMs: 3_600_000, toMs: 7_200_000 };

test('zooming keeps the middle where it is', () => {
  expect(zoomBy(HOUR, 0.5)).toEqual({ fromMs: 4_500_000, toMs: 6_300_000 });
  expect(zoomBy(HOUR, 2)).toEqual({ fromMs: 1_800_000, toMs: 9_000_000 });
});

test('a window never starts before 1970, ends after 2554 or is empty', () => {
  expect(zoomBy(HOUR, 1_000).fromMs).toBe(0);
  expect(zoomBy(HOUR, 1e9).toMs).toBe(Date.UTC(2555, 0) - 1);
  expect(zoomBy(HOUR, 0)).toEqual({ fromMs: 5_399_995, toMs: 5_400_005 });
});

test('moving keeps the length', () => {
  expect(shiftBy(HOUR, -0.5)).toEqual({ fromMs: 1_800_000, toMs: 5_400_000 });
});

test('a drag selects the same window in both directions, and no further than the chart', () => {
  const forth = rangeBetween(HOUR, 100, 200, 400);
  expect(forth).toEqual({ fromMs: 4_500_000, toMs: 5_400_000 });
  expect(rangeBetween(HOUR, 200, 100, 400)).toEqual(forth);
  expect(rangeBetween(HOUR, -50, 900, 400)).toEqual(HOUR);
});
