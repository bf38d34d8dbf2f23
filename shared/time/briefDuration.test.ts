import { expect, test } from 'vitest';
import { briefDuration } from './briefDuration.ts';

test('a brief duration keeps what a sentence needs', () => {
  const durationsUs = [0, 0.4, 820, 999.5, 12_400, 816_600, 999_500, 3_149_000, 59_960_000, 7.5e9];
  expect(durationsUs.map(briefDuration)).toEqual([
    '0 µs',
    '0 µs',
    '820 µs',
    '1 ms',
    '12 ms',
    '817 ms',
    '1.0 s',
    '3.1 s',
    '1 m 00 s',
    '2 h 05 m',
  ]);
});

test('what is negative or no number reads as in every other duration', () => {
  expect([-58_060, Number.NaN].map(briefDuration)).toEqual(['−58.1 ms', '–']);
});
