import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../../../shared/query/ast.ts';
import { compares } from '../../../../shared/query/matchValue.ts';
import { attributeNumber } from '../../../../shared/span/attributes.ts';
import { numberRegex } from './numberRegex.ts';

const OPS = ['<', '<=', '>', '>='] as const;

// Lucene matches whole values; the syntax used is common to it and JavaScript.
const whole = (patterns: readonly string[]) =>
  new RegExp(patterns.length === 0 ? '[]' : `^(?:${patterns.join('|')})$`);

// Nearer to zero than 1e-290 numbers count as zero.
const double = fc
  .double({ noNaN: true, noDefaultInfinity: true, min: -1e290, max: 1e290 })
  .filter((value) => value === 0 || Math.abs(value) > 1e-280);
const handy = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 42, 4.5, 0.1, 0.3, 9, 10, 99.9, 100, 999_999, 1e6, 1e-7, -1e-7),
  fc.integer({ min: -1000, max: 1000 }),
  fc.integer({ min: -100_000, max: 100_000 }).map((cents) => cents / 100),
);
const large = fc.constantFrom(1e21, 5e20, 2 ** 53, 2 ** 53 + 2, 2 ** 62, -(2 ** 53), 1e-6, 9.99e-5);
const number = fc.oneof(handy, large, double);

/** A number as it may be written: shortest, fixed, ten digits, padded, with more digits. */
const spellings = (value: number, more: number): readonly string[] => [
  `${value}`,
  value.toExponential(),
  value
    .toExponential()
    .toUpperCase()
    .replace(/E\+?(-?)(\d)$/, 'E$10$2'),
  value.toPrecision(10),
  value.toPrecision(17),
  value.toFixed(3),
  `${value}`.replace(/(e|$)/, `${more}$1`),
  `${value}`.replace(/(e|$)/, `.${more}$1`),
  `${value}`.replace(/^-?/, `$&0`),
  Math.abs(value) < 1e25 ? `${BigInt(Math.trunc(value)) + BigInt(more)}` : `-${value}`,
];

const near = (value: number): readonly number[] => [
  value,
  -value,
  value * (1 + 2 ** -52),
  value * (1 - 2 ** -53),
  value * 10,
  value / 10,
  value + 1,
  value - 1,
];

const ODD = ['', '-', '.5', '5.', '0x10', '1_000', '12e5', 'NaN', '-0', '-0.00', '00', '+1'];

const PLAIN = /^-?\d+(\.\d+)?$/;
const SCIENTIFIC = /^-?[1-9](\.\d+)?[eE][+-]?\d+$/;

/** The number a token is when a writer meant a number by it. */
const numberOf = (token: string): number | undefined =>
  SCIENTIFIC.test(token) ? attributeNumber(Number(token)) : undefined;

describe('comparisons as regular expressions over the texts of numbers', () => {
  test('hold on exactly the texts whose numbers they hold on, in 240,000 comparisons', () => {
    let compared = 0;
    const inputs = [
      number,
      fc.array(number, { minLength: 20, maxLength: 20 }),
      fc.nat(9999),
    ] as const;
    fc.assert(
      fc.property(...inputs, (value, others, more) => {
        const tokens = [...near(value), ...others].flatMap((each) => spellings(each, more));
        for (const op of OPS) {
          const comparison: Comparison = { op, value, text: '' };
          const { plain, scientific } = numberRegex(comparison);
          const [asPlain, asScientific] = [whole(plain), whole(scientific)];
          for (const token of [...tokens, ...ODD]) {
            compared++;
            const isPlain = compares(attributeNumber(token), comparison);
            const isNumber = compares(numberOf(token), comparison);
            if (asPlain.test(token) !== isPlain || asScientific.test(token) !== isNumber) {
              throw new Error(`${token} ${op} ${value} is ${isPlain} and ${isNumber}`);
            }
          }
        }
      }),
      { numRuns: 210 },
    );
    expect(compared).toBeGreaterThanOrEqual(240_000);
  });

  test('never take a text for a number that is none', () => {
    fc.assert(
      fc.property(number, fc.constantFrom(...OPS), fc.string(), (value, op, token) => {
        fc.pre(!PLAIN.test(token) && !SCIENTIFIC.test(token));
        const { plain, scientific } = numberRegex({ op, value, text: '' });
        return !whole(plain).test(token) && !whole(scientific).test(token);
      }),
    );
  });

  test('tell integers apart where doubles do and not further', () => {
    const above = whole(numberRegex({ op: '>', value: 2 ** 53, text: '' }).plain);
    const atOrAbove = whole(numberRegex({ op: '>=', value: 2 ** 53, text: '' }).plain);
    expect(
      ['9007199254740991', '9007199254740992', '9007199254740993', '9007199254740994'].map(
        (token) => `${token} ${above.test(token)} ${atOrAbove.test(token)}`,
      ),
    ).toEqual([
      '9007199254740991 false false',
      '9007199254740992 false true',
      // Read as a double it is …992.
      '9007199254740993 false true',
      '9007199254740994 true true',
    ]);
  });

  test('are short enough for an engine', () => {
    const lengths = [20, 500_000, 0.1, 1234.5678, 1_767_225_600_000_000, -3.7].map((value) => {
      const { plain, scientific } = numberRegex({ op: '>', value, text: '' });
      return Math.max(...[...plain, ...scientific].map(({ length }) => length));
    });
    expect(Math.max(...lengths)).toBeLessThan(1000);
  });
});
