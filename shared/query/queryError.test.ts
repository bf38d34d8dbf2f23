import { expect, test } from 'vitest';
import { errorAt, nearestName, unknownName } from './queryError.ts';

const STAGES = ['device', 'broker', 'subscriber', 'rule', 'function', 'db', 'other'];

test.each([
  ['brokr', 'broker'],
  ['BROKER', 'broker'],
  ['devcie', 'device'],
  ['functoin', 'function'],
  ['fun', 'function'],
  ['subscribers', 'subscriber'],
  ['rle', 'rule'],
  ['xyzzyx', undefined],
  ['xy', undefined],
  ['', undefined],
  ['x'.repeat(10_000), undefined],
])('%s was meant as %s', (written, expected) => {
  expect(nearestName(written, STAGES)).toBe(expected);
});

test('the nearest of several near names wins', () => {
  expect(nearestName('cst', ['cost', 'cast', 'cst2', 'cst'])).toBe('cst');
  expect(nearestName('abc', ['abd', 'abce'])).toBe('abd');
});

test('an unknown name lists what is known', () => {
  expect(unknownName('stage', 'brokr', ['device', 'broker'])).toBe(
    'Unknown stage "brokr": did you mean broker? Known: device, broker.',
  );
  expect(unknownName('stage', 'zzzzzz', ['device'])).toBe('Unknown stage "zzzzzz". Known: device.');
  expect(unknownName('stage', 'z'.repeat(100), [])).toContain(`"${'z'.repeat(60)}"`);
  const pairAtTheCut = `${'z'.repeat(59)}\u{1f600}`;
  expect(unknownName('stage', pairAtTheCut, [])).toContain(`"${'z'.repeat(59)}"`);
});

test('an error covers at least one character', () => {
  expect(errorAt(3, 7, 'm')).toEqual({ message: 'm', position: 3, length: 4 });
  expect(errorAt(3, 3, 'm')).toEqual({ message: 'm', position: 3, length: 1 });
});
