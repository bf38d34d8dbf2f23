import { describe, expect, test } from 'vitest';
import { DURATION_CLASSES, durationClassOf } from './durationClasses.ts';

describe('classes of durations', () => {
  test.each([
    [0, '0us'],
    [1, '1us'],
    [4, '2us'],
    [999, '500us'],
    [1_000, '1ms'],
    [19_999, '10ms'],
    [20_000, '20ms'],
    [7_000_000, '5s'],
    [3_600_000_000, '2000s'],
  ])('%i µs are in the class %s', (durationUs, name) => {
    expect(durationClassOf(durationUs)).toBe(name);
  });

  test('leave no duration out but negative ones', () => {
    const joints = DURATION_CLASSES.slice(1).map(({ fromUs }) => fromUs);
    expect(DURATION_CLASSES.slice(0, -1).map(({ toUs }) => toUs)).toEqual(joints);
    expect(durationClassOf(-1)).toBeUndefined();
    expect(durationClassOf(7_258_118_400_000_000)).toBe('5000000000s');
  });
});
