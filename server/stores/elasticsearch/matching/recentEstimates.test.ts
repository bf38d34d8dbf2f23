import { expect, test } from 'vitest';
import { RecentEstimates } from './recentEstimates.ts';

const HOUR_US = 3_600_000_000;
const RANGE = { fromUs: 1_000 * HOUR_US, toUs: 1_001 * HOUR_US };

function keeping(value: number): RecentEstimates {
  const estimates = new RecentEstimates();
  estimates.keep('q', RANGE, value, 5_000);
  return estimates;
}

const moved = (fromUs: number, toUs: number) => ({
  fromUs: RANGE.fromUs + fromUs,
  toUs: RANGE.toUs + toUs,
});

test('an estimate holds for its question, and for a while', () => {
  const estimates = keeping(70_000);
  expect(estimates.get('q', RANGE, 5_000)).toBe(70_000);
  expect(estimates.get('q', RANGE, 24_999)).toBe(70_000);
  expect(estimates.get('q', RANGE, 25_000)).toBeUndefined();
  expect(estimates.get('another', RANGE, 5_000)).toBeUndefined();
});

test.each([
  ['moved on by seven seconds of an hour', moved(7_000_000, 7_000_000), 70_000],
  ['moved on by eight seconds', moved(8_000_000, 8_000_000), undefined],
  ['that begins later', moved(8_000_000, 0), undefined],
  ['that ends earlier', moved(0, -8_000_000), undefined],
  ['twice as long', moved(-HOUR_US, 0), undefined],
])('a range %s', (_, range, value) => {
  expect(keeping(70_000).get('q', range, 5_000)).toBe(value);
});

test('a month moves no further than the time an estimate is kept', () => {
  const month = { fromUs: 0, toUs: 720 * HOUR_US };
  const estimates = new RecentEstimates();
  estimates.keep('q', month, 70_000, 0);
  const endingAt = (toUs: number) => estimates.get('q', { ...month, toUs }, 0);
  expect(endingAt(month.toUs + 20_000_000)).toBe(70_000);
  expect(endingAt(month.toUs + 21_000_000)).toBeUndefined();
});

test('the newer estimate counts', () => {
  const estimates = keeping(70_000);
  estimates.keep('q', RANGE, 80_000, 6_000);
  expect(estimates.get('q', RANGE, 6_000)).toBe(80_000);
});

test.each([
  ['almost a minute later', RANGE, 64_999, 70_000],
  ['a minute later', RANGE, 65_000, undefined],
  ['moved on by six minutes of an hour', moved(HOUR_US / 10, HOUR_US / 10), 5_000, 70_000],
  ['moved on by seven', moved(HOUR_US / 9, HOUR_US / 9), 5_000, undefined],
  ['twice as long', moved(-HOUR_US, 0), 5_000, undefined],
])('about how many there are is guessed: %s', (_, range, nowMs, value) => {
  expect(keeping(70_000).guess('q', range, nowMs)).toBe(value);
});
