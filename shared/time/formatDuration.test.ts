import { expect, test } from 'vitest';
import { formatDuration } from './formatDuration.ts';

test('a duration reads in its own unit, three digits below a minute and two units above', () => {
  const durationsUs = [
    0, 7, 412, 999.4, 999.6, 1_234, 58_060, 861_200, 999_600, 3_150_000, 12_000_000, 59_940_000,
    59_960_000, 84_000_000, 3_599_700_000, 7_500_000_000, 273_600_000_000,
  ];
  expect(durationsUs.map(formatDuration)).toEqual([
    '0 µs',
    '7 µs',
    '412 µs',
    '999 µs',
    '1.00 ms',
    '1.23 ms',
    '58.1 ms',
    '861 ms',
    '1.00 s',
    '3.15 s',
    '12.0 s',
    '59.9 s',
    '1 m 00 s',
    '1 m 24 s',
    '1 h 00 m',
    '2 h 05 m',
    '3 d 4 h',
  ]);
});

test('what is negative keeps its sign and what is no number is a dash', () => {
  expect([-58_060, Number.NaN, Number.POSITIVE_INFINITY].map(formatDuration)).toEqual([
    '−58.1 ms',
    '–',
    '–',
  ]);
});
