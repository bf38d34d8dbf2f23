import { expect, test } from 'vitest';
import { columnOf, DEFAULT_COLUMNS, nextSort, sortDirection, startColumnPx } from './columns.ts';
import { layoutColumns } from './layoutColumns.ts';

const COLUMNS = DEFAULT_COLUMNS.map(columnOf);

test('columns fill the width they are given', () => {
  const { widthsPx, totalPx } = layoutColumns(COLUMNS, 1_360);
  const filledPx = widthsPx.reduce((total, widthPx) => total + widthPx, 0);
  expect(totalPx).toBe(1_360);
  expect(filledPx).toBeGreaterThan(1_360 - COLUMNS.length);
  expect(filledPx).toBeLessThanOrEqual(1_360);
});

test('no column is narrower than it can be read or wider than it is worth', () => {
  for (const widthPx of [300, 900, 1_360, 2_400]) {
    for (const [index, columnPx] of layoutColumns(COLUMNS, widthPx).widthsPx.entries()) {
      const { minPx = 0, maxPx = minPx } = COLUMNS[index] ?? {};
      expect(columnPx).toBeGreaterThanOrEqual(minPx);
      expect(columnPx).toBeLessThanOrEqual(maxPx);
    }
  }
});

test('a table too narrow for its columns is wider than its place', () => {
  expect(layoutColumns(COLUMNS, 300).totalPx).toBe(952);
});

test('the start column has room for the day of what is not of today', () => {
  const nowMs = Date.UTC(2026, 10, 21, 12);
  const widthsPx = [
    [nowMs - 1_000],
    [nowMs - 1_000, nowMs - 86_400_000],
    [nowMs - 86_400_000, Date.UTC(2200, 10, 21)],
  ].map((startsMs) => startColumnPx(startsMs, 'utc', nowMs));
  expect(widthsPx).toEqual([120, 172, 208]);
});

test('a click sorts by a column and a second one turns the order round', () => {
  const duration = columnOf('duration');
  expect(nextSort(duration, '-start')).toBe('-duration');
  expect(nextSort(duration, '-duration')).toBe('duration');
  expect(sortDirection(duration, 'duration')).toBe('ascending');
  expect(nextSort(columnOf('device'), '-start')).toBeUndefined();
});
