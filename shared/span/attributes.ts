import type { Attributes, AttributeValue } from './span.ts';

/**
 * The one text a value has: in search, in facets, on screen.
 *
 * Integers and doubles print as JavaScript prints them (`1`, `3.7`, `1e+21`,
 * `NaN`), booleans as `true`/`false`, bytes as lower-case hex, lists and maps as
 * JSON with the same rules inside, an empty value as the empty text.
 */
export function attributeText(value: AttributeValue): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value === 'object') return structuredText(value);
  return String(value);
}

/**
 * The number a value compares as, or `undefined` when it is none.
 *
 * Numbers are themselves (an int64 beyond 2^53 loses its last digits here and
 * only here); text counts when it is a plain decimal (`-?\d+(\.\d+)?`), because
 * hex ids such as `12e5` are no numbers.
 */
export function attributeNumber(value: AttributeValue): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && PLAIN_DECIMAL.test(value)) return Number(value);
  return undefined;
}

/** True for `true` and `"true"` in any case; exporters send both. */
export function isTrue(value: AttributeValue): boolean {
  return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
}

/** The text of an attribute, or `undefined` when the key is absent or its value is empty. */
export function textOf(attributes: Attributes, key: string): string | undefined {
  const text = attributeText(attributes.get(key));
  return text === '' ? undefined : text;
}

const PLAIN_DECIMAL = /^-?\d+(\.\d+)?$/;

function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return hex;
}

function structuredText(value: readonly AttributeValue[] | Attributes): string {
  if (value instanceof Map) {
    const members: string[] = [];
    for (const [key, member] of value) members.push(`${JSON.stringify(key)}:${jsonText(member)}`);
    return `{${members.join(',')}}`;
  }
  const items: string[] = [];
  for (const item of value as readonly AttributeValue[]) items.push(jsonText(item));
  return `[${items.join(',')}]`;
}

function jsonText(value: AttributeValue): string {
  if (typeof value === 'string' || value instanceof Uint8Array) {
    return JSON.stringify(attributeText(value));
  }
  if (value === undefined) return 'null';
  return attributeText(value);
}
