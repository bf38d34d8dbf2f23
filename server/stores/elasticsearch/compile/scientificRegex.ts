import type { Decimal } from './decimal.ts';
import { ANY_FRACTION, digitRange, fractionAbove, fractionBelow } from './decimalRegex.ts';

/** Any number above zero with an exponent, as writers put it: one digit before the point, not 0. */
export const ANY_SCIENTIFIC = `[1-9]${ANY_FRACTION}[eE][+\\-]?[0-9]+`;

/** Alternatives for the numbers `2.5e-07` above `at`, or at it when it is included. */
export function scientificAbove(at: Decimal, isIncluded: boolean): readonly string[] {
  const { first, fraction, power } = partsOf(at);
  if (first === 0) return [ANY_SCIENTIFIC];
  const mantissas = [`${first}${fractionAbove(fraction, isIncluded)}`];
  if (first < 9) mantissas.push(`${digitRange(first + 1, 9)}${ANY_FRACTION}`);
  const larger =
    power < 0
      ? ['\\+?[0-9]+', ...wholesBelow(-power).map((whole) => `\\-0*${whole}`)]
      : wholesAbove(power).map((whole) => `\\+?0*${whole}`);
  return [
    `(${mantissas.join('|')})${exponentOf(power)}`,
    `[1-9]${ANY_FRACTION}[eE](${larger.join('|')})`,
  ];
}

/** Alternatives for the numbers `2.5e-07` below `at`, or at it when it is included. */
export function scientificBelow(at: Decimal, isIncluded: boolean): readonly string[] {
  const { first, fraction, power } = partsOf(at);
  if (first === 0) return [];
  const end = fractionBelow(fraction, isIncluded);
  const mantissas = end === undefined ? [] : [`${first}${end}`];
  if (first > 1) mantissas.push(`${digitRange(1, first - 1)}${ANY_FRACTION}`);
  const smaller =
    power > 0
      ? ['\\-[0-9]+', ...wholesBelow(power).map((whole) => `\\+?0*${whole}`)]
      : wholesAbove(-power).map((whole) => `\\-0*${whole}`);
  return [
    ...(mantissas.length === 0 ? [] : [`(${mantissas.join('|')})${exponentOf(power)}`]),
    `[1-9]${ANY_FRACTION}[eE](${smaller.join('|')})`,
  ];
}

/** `first.fraction * 10 ** power`; all 0 for zero. */
function partsOf({ whole, fraction }: Decimal) {
  const leading = whole === '' ? (/^0*/.exec(fraction)?.[0].length ?? 0) : 0;
  const digits = (whole + fraction).slice(leading);
  return {
    first: Number(digits.slice(0, 1)),
    fraction: digits.slice(1).replace(/0+$/, ''),
    power: whole === '' ? -leading - 1 : whole.length - 1,
  };
}

function exponentOf(power: number): string {
  if (power === 0) return '[eE][+\\-]?0+';
  return power > 0 ? `[eE]\\+?0*${power}` : `[eE]\\-0*${-power}`;
}

/** Whole numbers above `number`, which is not negative. */
function wholesAbove(number: number): readonly string[] {
  const digits = String(number);
  const patterns = [`[1-9][0-9]{${digits.length},}`];
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[index]);
    if (digit === 9) continue;
    patterns.push(digits.slice(0, index) + digitRange(digit + 1, 9) + rest(digits, index));
  }
  return patterns;
}

/** Whole numbers from 0 up to `number`, without it. */
function wholesBelow(number: number): readonly string[] {
  const digits = String(number);
  const patterns = digits.length > 1 ? [`[0-9]{1,${digits.length - 1}}`] : [];
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[index]);
    if (digit === 0) continue;
    patterns.push(digits.slice(0, index) + digitRange(0, digit - 1) + rest(digits, index));
  }
  return patterns;
}

const rest = (digits: string, index: number): string => '[0-9]'.repeat(digits.length - index - 1);
