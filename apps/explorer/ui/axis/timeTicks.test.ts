import { expect, test } from 'vitest';
import { timeTicks } from './timeTicks.ts';

const labels = (from: string, to: string, maxCount: number) =>
  timeTicks(Date.parse(from), Date.parse(to), maxCount, 'utc').map(({ label }) => label);

test('ticks stand on round moments and are never more than asked for', () => {
  expect(labels('2026-11-21T11:03:00Z', '2026-11-21T12:03:00Z', 8)).toEqual([
    '11:10',
    '11:20',
    '11:30',
    '11:40',
    '11:50',
    '12:00',
  ]);
  expect(labels('2026-11-21T11:03:01Z', '2026-11-21T11:03:09Z', 8)).toHaveLength(9 - 1 + 1);
});

test('the first tick of a day carries its date', () => {
  expect(labels('2026-11-20T20:00:00Z', '2026-11-21T08:00:00Z', 6)).toEqual([
    '20:00',
    '22:00',
    '21 Nov',
    '02:00',
    '04:00',
    '06:00',
    '08:00',
  ]);
  expect(labels('2026-11-01T00:00:00Z', '2026-11-08T00:00:00Z', 8)[1]).toBe('2 Nov');
});

test('a range that is empty, backwards or shorter than a second has no ticks', () => {
  const noon = Date.UTC(2026, 10, 21, 12);
  expect(timeTicks(noon, noon, 8, 'utc')).toEqual([]);
  expect(timeTicks(noon, noon - 1, 8, 'utc')).toEqual([]);
  expect(timeTicks(noon + 1, noon + 900, 8, 'utc')).toEqual([]);
});

test('seconds are written throughout or not at all', () => {
  expect(labels('2026-11-21T11:59:40Z', '2026-11-21T12:00:20Z', 5)).toEqual([
    '11:59:40',
    '11:59:50',
    '12:00:00',
    '12:00:10',
    '12:00:20',
  ]);
});

test('centuries are told by their years', () => {
  const ticks = timeTicks(0, Date.UTC(2200, 11, 31), 8, 'utc');
  expect(ticks.map(({ label }) => label)).toEqual(['2000', '2050', '2100', '2150', '2200']);
});
