/** A time in epoch nanoseconds, split so that no digit goes through a float. */
export interface SplitNanos {
  /** Whole microseconds; exact up to 2^53 (the year 2255). */
  readonly us: number;
  /** The rest, 0 to 999 nanoseconds. */
  readonly ns: number;
}

/**
 * Whole microseconds of an unsigned 64-bit count of nanoseconds given as two
 * 32-bit halves.
 *
 * Long division by 1000 in base 2^32: the remainder of the upper half is below
 * 1000, so the second dividend stays below 2^42 and every step is exact.
 */
export function microsOfNanos(high: number, low: number): number {
  const upper = Math.floor(high / 1000);
  const rest = (high - upper * 1000) * TWO_32 + low;
  return upper * TWO_32 + Math.floor(rest / 1000);
}

/** The nanoseconds, 0 to 999, that `microsOfNanos` leaves. */
export function restOfNanos(high: number, low: number): number {
  const rest = (high - Math.floor(high / 1000) * 1000) * TWO_32 + low;
  return rest - Math.floor(rest / 1000) * 1000;
}

/** The unsigned 64-bit count of nanoseconds of a split time; negative and far times are clamped. */
export function nanosOf(us: number, ns = 0): bigint {
  const nanos = BigInt(Math.trunc(us)) * 1000n + BigInt(ns);
  if (nanos < 0n) return 0n;
  return nanos > MAX_UINT64 ? MAX_UINT64 : nanos;
}

/** Splits a count of nanoseconds; one that is negative or beyond 64 bits is `undefined`. */
export function splitNanos(nanos: bigint): SplitNanos | undefined {
  if (nanos < 0n || nanos > MAX_UINT64) return undefined;
  return { us: Number(nanos / 1000n), ns: Number(nanos % 1000n) };
}

const TWO_32 = 2 ** 32;
const MAX_UINT64 = (1n << 64n) - 1n;
