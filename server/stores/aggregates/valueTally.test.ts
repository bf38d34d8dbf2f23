import { describe, expect, test } from 'vitest';
import { ValueTally } from './valueTally.ts';

describe('a tally of values', () => {
  test('lists the most frequent and counts the rest', () => {
    const tally = new ValueTally();
    for (const values of [['a', 'b'], ['b'], ['c', 'd'], []]) tally.add(values);
    expect(tally.facet('letter', 2)).toEqual({
      field: 'letter',
      values: [
        { value: 'b', count: 2 },
        { value: 'a', count: 1 },
      ],
      otherCount: 2,
    });
    expect(tally.isCut).toBe(false);
  });

  test('keeps counting what it has no room to list', () => {
    const tally = new ValueTally();
    const long = (first: string) => first.padEnd(9_000_000, '.');
    for (const value of [long('a'), long('b'), 'c', long('a')]) tally.add([value]);
    const { values, otherCount } = tally.facet('text', 10);
    expect(values.map(({ value, count }) => `${value[0]} ${count}`)).toEqual(['a 2', 'c 1']);
    expect(otherCount).toBe(1);
    expect(tally.isCut).toBe(true);
  });

  test('takes keys of an object for texts like any other', () => {
    const tally = new ValueTally();
    tally.add(['__proto__', 'constructor']);
    expect(tally.facet('key', 5).values).toHaveLength(2);
  });
});
