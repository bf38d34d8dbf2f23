import { expect, test } from 'vitest';
import { layoutFromText } from '../testing/layoutFromText.ts';
import { layoutTrace } from './layoutTrace.ts';
import { computeSelfTimesUs } from './selfTimes.ts';

const selfTimes = (text: string) => [
  ...computeSelfTimesUs(layoutTrace('0'.repeat(32), [layoutFromText(text)]).columns),
];

test('children are subtracted, overlap once, and what outlives the parent not at all', () => {
  expect(
    selfTimes(`
      1 - 0  14
      2 1 2  4
      3 1 4  6
      4 1 13 4
    `),
  ).toEqual([5, 4, 6, 4]);
});

test('a child that starts before its parent counts from the parent on', () => {
  expect(
    selfTimes(`
      1 - 10 10
      2 1 4  8
    `),
  ).toEqual([8, 8]);
});

test('negative durations have no self time and take none', () => {
  expect(
    selfTimes(`
      1 - 0 10
      2 1 5 -3
    `),
  ).toEqual([10, 0]);
});

test('grandchildren count against their parent, not against its parent', () => {
  expect(
    selfTimes(`
      1 - 0 10
      2 1 0 6
      3 2 0 6
    `),
  ).toEqual([4, 0, 6]);
});
