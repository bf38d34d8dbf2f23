import { type SplitNanos, splitNanos } from './nanoTime.ts';

/** A JSON object as a parser leaves it. Read known names only: its prototype may be `Object`'s. */
export interface JsonObject {
  readonly [name: string]: unknown;
}

/** JSON of another shape than the format has; the message says where, relative to the object read. */
export class WrongShape extends Error {
  override readonly name = 'WrongShape';
}

/** True for a JSON object: neither a list nor `null`. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value under its camelCase name, or else under its snake_case one; `null` counts as absent. */
export function field(object: JsonObject, name: string, snakeName = name): unknown {
  return object[name] ?? object[snakeName] ?? undefined;
}

/** An object, or an empty one when the value is absent. */
export function objectOf(value: unknown, what: string): JsonObject {
  if (value === undefined || value === null) return NOTHING;
  if (isJsonObject(value)) return value;
  throw new WrongShape(`${what} is no object`);
}

/** A list, or an empty one when the value is absent. */
export function listOf(value: unknown, what: string): readonly unknown[] {
  if (value === undefined || value === null) return EMPTY;
  if (Array.isArray(value)) return value;
  throw new WrongShape(`${what} is no list`);
}

/** A text, or the empty one when the value is absent. */
export function textOfJson(value: unknown, what: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw new WrongShape(`${what} is no text`);
}

/** A count of 32 bits, from a number or decimal text; 0 when the value is absent. */
export function uint32OfJson(value: unknown, what: string): number {
  if (value === undefined || value === null || value === '') return 0;
  const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= 0 && number < 2 ** 32) {
    return number;
  }
  throw new WrongShape(`${what} is no count of 32 bits`);
}

/** An integer of any size, from a number or decimal text. */
function integerOfJson(value: unknown, what: string): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (typeof value === 'string' && DECIMAL.test(value)) return BigInt(value);
  throw new WrongShape(`${what} is no integer`);
}

/** A signed 64-bit integer, from a number or decimal text. */
export function int64OfJson(value: unknown, what: string): bigint {
  const integer = integerOfJson(value, what);
  if (BigInt.asIntN(64, integer) === integer) return integer;
  throw new WrongShape(`${what} does not fit into 64 bits`);
}

/** A double, from a number or text; `NaN`, `Infinity` and `-Infinity` come as text. */
export function doubleOfJson(value: unknown, what: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') {
    if (value === 'NaN') return Number.NaN;
    const number = value.trim() === '' ? Number.NaN : Number(value);
    if (!Number.isNaN(number)) return number;
  }
  throw new WrongShape(`${what} is no number`);
}

/** A boolean, also as the text `true` or `false`. */
export function boolOfJson(value: unknown, what: string): boolean {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  if (value === 'false') return false;
  throw new WrongShape(`${what} is neither true nor false`);
}

/** A time in epoch nanoseconds, from a number or decimal text; 0 when the value is absent. */
export function nanosOfJson(value: unknown, what: string): SplitNanos {
  if (value === undefined || value === null || value === '') return EPOCH;
  if (typeof value === 'string' && USUAL_NANOS.test(value)) {
    return { us: Number(value.slice(0, -3)), ns: Number(value.slice(-3)) };
  }
  const nanos = splitNanos(integerOfJson(value, what));
  if (nanos === undefined) throw new WrongShape(`${what} is negative or beyond 64 bits`);
  return nanos;
}

const NOTHING: JsonObject = {};
const EMPTY: readonly unknown[] = [];
const EPOCH: SplitNanos = { us: 0, ns: 0 };
// Bounded, because turning digits into a bigint takes more than linear time.
const DECIMAL = /^-?\d{1,40}$/;
// 4 to 18 digits: their microseconds are exact as a number, and most times have 19, see below.
const USUAL_NANOS = /^(?:\d{4,18}|[1-8]\d{18})$/;
