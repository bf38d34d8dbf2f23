import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compares, matchesParts } from './matchValue.ts';

test('pieces fit a text as a pattern with stars does', () => {
  const piece = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 3 });
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 1, maxLength: 4 }),
      fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }),
      (parts, text) => {
        expect(matchesParts(text, parts)).toBe(new RegExp(`^${parts.join('.*')}$`).test(text));
      },
    ),
    { numRuns: 3_000 },
  );
});

test.each([
  ['devices/7/telemetry', ['devices/', '/telemetry'], true],
  ['devices/telemetry', ['devices/', '/telemetry'], false],
  ['aba', ['ab', 'ba'], false],
  ['', ['', ''], true],
  ['', [''], true],
  ['x', [''], false],
  ['anything', ['', ''], true],
  ['a.b', ['a', 'c', ''], false],
] as const)('%s in %j: %s', (text, parts, expected) => {
  expect(matchesParts(text, parts)).toBe(expected);
});

test('an absent number satisfies no comparison', () => {
  for (const op of ['<', '<=', '>', '>='] as const) {
    expect(compares(undefined, { op, value: 0, text: '0' })).toBe(false);
  }
});

test.each([
  ['<', [true, false, false]],
  ['<=', [true, true, false]],
  ['>', [false, false, true]],
  ['>=', [false, true, true]],
] as const)('4, 5 and 6 %s 5', (op, expected) => {
  expect([4, 5, 6].map((number) => compares(number, { op, value: 5, text: '5' }))).toEqual(
    expected,
  );
});
