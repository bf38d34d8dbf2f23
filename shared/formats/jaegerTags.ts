import type { Attributes, AttributeValue } from '../span/span.ts';
import {
  isJsonObject,
  type JsonObject,
  listOf,
  objectOf,
  textOfJson,
  WrongShape,
} from './jsonFields.ts';
import { MAX_VALUE_DEPTH } from './otlpProtobufAttributes.ts';

export type TakeTag = (key: string, value: AttributeValue) => void;

/** The bytes of a tag of type `binary`; `undefined` when the text stands for none. */
export type BytesOfText = (text: string) => Uint8Array | undefined;

/**
 * Reads a list of Jaeger's `{key, type, value}` in order, `null` and absent as
 * empty. Throws `WrongShape` when it is no such list.
 */
export function readTags(json: unknown, what: string, bytesOf: BytesOfText, take: TakeTag): void {
  for (const item of listOf(json, what)) {
    const tag = objectOf(item, `one of ${what}`);
    take(textOfJson(tag.key, 'a key'), tagValue(tag, bytesOf));
  }
}

/** The tags as attributes; a key that comes twice keeps its last value. */
export function attributesOfTags(
  json: unknown,
  what: string,
  bytesOf: BytesOfText,
): Map<string, AttributeValue> {
  const attributes = new Map<string, AttributeValue>();
  readTags(json, what, bytesOf, (key, value) => attributes.set(key, value));
  return attributes;
}

/** A value whose type nobody wrote down: an integral number is an integer. Throws `WrongShape`. */
export function untypedValue(json: unknown): AttributeValue {
  return plainValue(json, 0);
}

/**
 * The value by its declared type. Writers before 2025 sent every value as text,
 * later ones native JSON; a value that does not fit its type is kept as it came.
 */
function tagValue(tag: JsonObject, bytesOf: BytesOfText): AttributeValue {
  const value = tag.value;
  if (value === undefined || value === null) return undefined;
  switch (typeof tag.type === 'string' ? tag.type.toLowerCase() : undefined) {
    case 'string':
      return typeof value === 'object' ? plainValue(value, 0) : String(value);
    case 'bool':
      return boolValue(value);
    case 'int64':
      return int64Value(value);
    case 'float64':
      return float64Value(value);
    case 'binary':
      return (typeof value === 'string' && bytesOf(value)) || plainValue(value, 0);
    default:
      return plainValue(value, 0);
  }
}

function boolValue(value: unknown): AttributeValue {
  if (value === 'true') return true;
  return value === 'false' ? false : plainValue(value, 0);
}

function int64Value(value: unknown): AttributeValue {
  if (typeof value !== 'string' || !INTEGER.test(value)) return plainValue(value, 0);
  return plainValue(BigInt(value), 0);
}

function float64Value(value: unknown): AttributeValue {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return plainValue(value, 0);
  // Go writes `+Inf`.
  const named = NAMED_DOUBLES.get(value.toLowerCase().replace(/^\+/, ''));
  if (named !== undefined) return named;
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return Number.isNaN(number) ? value : number;
}

const INTEGER = /^-?\d{1,20}$/;

const NAMED_DOUBLES = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY],
]);

// JSON without a declared type. Recursion is safe here: `depth` ends it.
function plainValue(value: unknown, depth: number): AttributeValue {
  if (depth > MAX_VALUE_DEPTH) {
    throw new WrongShape(`a value nests more than ${MAX_VALUE_DEPTH} deep`);
  }
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value === 'bigint') {
    return BigInt.asIntN(64, value) === value ? value : value.toString();
  }
  if (Array.isArray(value)) return value.map((item) => plainValue(item, depth + 1));
  return isJsonObject(value) ? plainMap(value, depth) : undefined;
}

function plainMap(object: JsonObject, depth: number): Attributes {
  const members = new Map<string, AttributeValue>();
  for (const [key, value] of Object.entries(object)) members.set(key, plainValue(value, depth + 1));
  return members;
}
