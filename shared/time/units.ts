export const US_PER_MS = 1_000;
export const US_PER_S = 1_000_000;
export const US_PER_MINUTE = 60 * US_PER_S;
export const US_PER_HOUR = 60 * US_PER_MINUTE;
export const US_PER_DAY = 24 * US_PER_HOUR;

/** The units a duration may be written in; `µs` with the micro sign and with the Greek letter. */
const UNIT_US: ReadonlyMap<string, number> = new Map([
  ['us', 1],
  ['\u00b5s', 1],
  ['\u03bcs', 1],
  ['ms', US_PER_MS],
  ['s', US_PER_S],
  ['m', US_PER_MINUTE],
  ['h', US_PER_HOUR],
]);

const PIECE = /(\d+)(?:\.(\d+))?(us|\u00b5s|\u03bcs|ms|s|m|h)/gy;

/**
 * Microseconds of a duration as Go and people write it (`500us`, `1.5s`, `1m30s`), or `undefined`
 * when the text is none. Exact as long as the result is: `1.005s` is 1,005,000.
 */
export function parseDurationUs(text: string): number | undefined {
  const isNegative = text.startsWith('-');
  const digits = isNegative ? text.slice(1) : text;
  let totalUs = 0;
  let readTo = 0;
  for (const [piece, whole = '', fraction = '', unit = ''] of digits.matchAll(PIECE)) {
    totalUs += scaleDecimal(whole, fraction, UNIT_US.get(unit) ?? 1);
    readTo += piece.length;
  }
  if (digits === '' || readTo !== digits.length) return undefined;
  return isNegative ? -totalUs : totalUs;
}

/** `whole.fraction` times an integer factor, rounded once: 1.1 × 1,000 is 1,100, not 1,100.0000000000002. */
export function scaleDecimal(whole: string, fraction: string, factor: number): number {
  if (fraction === '') return Number(whole) * factor;
  const scaled = Number(whole + fraction) * factor;
  return Number.isSafeInteger(scaled)
    ? scaled / 10 ** fraction.length
    : Number(`${whole}.${fraction}`) * factor;
}
