import { expect, test } from 'vitest';
import { COMPLETE } from './completeness.ts';
import { describeCompleteness } from './describeCompleteness.ts';

test('an answer that covers everything needs no words', () => {
  expect(describeCompleteness(COMPLETE)).toEqual([]);
});

test('every way of being short is said', () => {
  const phrases = describeCompleteness({
    isComplete: false,
    isTimedOut: true,
    notes: ['values over 256 characters are not searched'],
    shards: { total: 5, successful: 3, skipped: 0, failed: 2 },
    analysedTraces: 2_000,
    matchingTraces: { value: 48_000, relation: 'approx' },
  });
  expect(phrases).toEqual([
    'newest 2,000 of about 48,000 analysed',
    '3 of 5 shards answered',
    'stopped at the time limit',
    'values over 256 characters are not searched',
  ]);
});

test('an answer that is short for no stated reason says at least that', () => {
  expect(describeCompleteness({ ...COMPLETE, isComplete: false })).toHaveLength(1);
});
