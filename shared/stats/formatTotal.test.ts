import { expect, test } from 'vitest';
import { formatTotal } from './formatTotal.ts';

test('an exact total has all its digits', () => {
  expect(formatTotal({ value: 48_213, relation: 'eq' })).toBe('48,213');
});

test('a lower bound says that it is one', () => {
  expect(formatTotal({ value: 10_000, relation: 'gte' })).toBe('at least 10,000');
});

test('an approximate total claims two digits', () => {
  const values = [0, 7, 99, 104, 48_213, 1_649_000];
  expect(values.map((value) => formatTotal({ value, relation: 'approx' }))).toEqual([
    'about 0',
    'about 7',
    'about 99',
    'about 100',
    'about 48,000',
    'about 1,600,000',
  ]);
});
