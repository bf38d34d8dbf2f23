import { randomBytes } from 'node:crypto';
import type { Json, JsonBody } from './engineCall.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Own member of an object, whatever the key; `undefined` of anything else. */
export function memberOf(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export const objectOf = (value: unknown): JsonBody | undefined =>
  isObject(value) ? (value as JsonBody) : undefined;

export const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value : []);

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** The first value of a field that came beside a hit. */
export const firstOf = (fields: JsonBody, field: string): Json | undefined =>
  listOf(memberOf(fields, field))[0];

/** A number, also where the parser kept it as a bigint. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Not in any text of a caller, so that a marked integer is no text of theirs. */
const MARK = randomBytes(12).toString('hex');
const MARKED = new RegExp(`"${MARK}(-?\\d+)"`, 'g');

const LONE_SURROGATE = /(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g;

/**
 * JSON text for an engine: bigints in their digits, half a surrogate pair as U+FFFD, which is
 * what the engine would otherwise refuse.
 */
export function writeJson(value: Json): string {
  const text = withIntegers(value);
  return text.includes('\\ud') ? text.replace(LONE_SURROGATE, '$1\ufffd') : text;
}

function withIntegers(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch {
    // The only thing that cannot be written here; looking for one first costs more.
    const marked = (_: string, member: unknown) =>
      typeof member === 'bigint' ? MARK + member : member;
    return JSON.stringify(value, marked).replace(MARKED, '$1');
  }
}
