import { expect, test } from 'vitest';
import { formatAgo, formatDay, formatFullTime, formatTimeOfDay } from './formatTime.ts';

const NOON_MS = Date.UTC(2026, 10, 21, 12, 3, 0, 479);

test('a time is written to the millisecond, with date and zone where asked', () => {
  expect(formatTimeOfDay(NOON_MS * 1_000 + 999, 'utc')).toBe('12:03:00.479');
  expect(formatFullTime(NOON_MS * 1_000, 'utc')).toBe('2026-11-21 12:03:00.479 UTC');
});

test('the first and the last year telemetry may claim are written whole', () => {
  expect(formatFullTime(0, 'utc')).toBe('1970-01-01 00:00:00.000 UTC');
  expect(formatFullTime(Date.UTC(2200, 11, 31) * 1_000, 'utc')).toBe('2200-12-31 00:00:00.000 UTC');
});

test('a day carries its year unless that is this year', () => {
  expect(formatDay(NOON_MS, 'utc', NOON_MS + 1)).toBe('21 Nov');
  expect(formatDay(0, 'utc', NOON_MS)).toBe('1 Jan 1970');
});

test('what is no time is a dash', () => {
  expect(formatFullTime(Number.NaN, 'utc')).toBe('–');
  expect(formatTimeOfDay(1e300, 'local')).toBe('–');
});

test('a distance in time reads in its largest unit, both ways', () => {
  const distancesMs = [200, 12_000, 300_000, 3 * 3_600_000, 5 * 86_400_000, -300_000];
  expect(distancesMs.map((distanceMs) => formatAgo(NOON_MS - distanceMs, NOON_MS))).toEqual([
    'now',
    '12 s ago',
    '5 min ago',
    '3 h ago',
    '5 d ago',
    'in 5 min',
  ]);
});
