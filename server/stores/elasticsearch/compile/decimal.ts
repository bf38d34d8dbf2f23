/**
 * A number that is not negative, digit by digit: `whole` without leading zeros (empty for zero),
 * `fraction` without trailing ones.
 */
export interface Decimal {
  readonly whole: string;
  readonly fraction: string;
}

/**
 * Where among all decimal numbers those begin that a double rounds to `value` or more: halfway
 * between it and the double below. `isIncluded` tells on which side the halfway itself falls (to
 * the even one).
 *
 *     0.1 begins at 0.09999999999999999861…  so the text "0.09999999999999999999" is 0.1 as well
 *
 * Of the halfway `MOST_DIGITS` are kept, more than a writer has ever given to a number.
 */
export interface Border {
  readonly isNegative: boolean;
  readonly at: Decimal;
  readonly isIncluded: boolean;
}

/** @param value finite */
export function borderOf(value: number): Border {
  // Between 0 and the smallest doubles lie 324 zeros: no text tells those apart.
  if (Math.abs(value) < SMALLEST) {
    return { isNegative: false, at: { whole: '', fraction: '' }, isIncluded: value <= 0 };
  }
  const { mantissa, exponent } = partsOf(Math.abs(value));
  const isEven = mantissa % 2n === 0n;
  if (value < 0) {
    // Larger than a negative number is what lies nearer to zero: from the halfway on outwards.
    const { at, isCut } = truncated(2n * mantissa + 1n, exponent - 1);
    return { isNegative: true, at, isIncluded: isEven || isCut };
  }
  const isPowerOfTwo = mantissa === LOWEST_MANTISSA && exponent > LOWEST_EXPONENT;
  const { at, isCut } = isPowerOfTwo
    ? truncated(4n * mantissa - 1n, exponent - 2)
    : truncated(2n * mantissa - 1n, exponent - 1);
  return { isNegative: false, at, isIncluded: isEven && !isCut };
}

/** The double above; `value` is finite. */
export function nextUp(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const bits = new BigInt64Array(new Float64Array([value]).buffer);
  const [pattern = 0n] = bits;
  bits[0] = pattern + (value > 0 ? 1n : -1n);
  return new Float64Array(bits.buffer)[0] ?? value;
}

const MOST_DIGITS = 24;
const SMALLEST = 1e-290;
const LOWEST_MANTISSA = 1n << 52n;
const LOWEST_EXPONENT = -1074;

/** `mantissa * 2 ** exponent` is the value, above 0. */
function partsOf(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const [pattern = 0n] = new BigUint64Array(new Float64Array([value]).buffer);
  const biased = Number(pattern >> 52n) & 0x7ff;
  const low = pattern & (LOWEST_MANTISSA - 1n);
  if (biased === 0) return { mantissa: low, exponent: LOWEST_EXPONENT };
  return { mantissa: low | LOWEST_MANTISSA, exponent: biased - 1075 };
}

/** `mantissa * 2 ** exponent` in decimal digits, and whether some were cut off. */
function truncated(
  mantissa: bigint,
  exponent: number,
): { readonly at: Decimal; readonly isCut: boolean } {
  const scale = Math.max(0, -exponent);
  const product = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(scale);
  const digits = String(product).padStart(scale, '0');
  const whole = digits.slice(0, digits.length - scale);
  const all = digits.slice(digits.length - scale);
  const leading = whole === '' ? all.length - all.replace(/^0+/, '').length : 0;
  const kept = Math.max(0, MOST_DIGITS - whole.length + leading);
  const fraction = all.slice(0, kept).replace(/0+$/, '');
  return { at: { whole, fraction }, isCut: /[1-9]/.test(all.slice(kept)) };
}
