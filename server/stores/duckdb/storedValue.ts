import { attributeNumber, attributeText } from '../../../shared/span/attributes.ts';
import type { AttributeValue } from '../../../shared/span/span.ts';

/** Append only: stored bytes are indices into this list. */
const VALUE_TYPES = ['string', 'bool', 'int64', 'double', 'bytes', 'list', 'map', 'empty'] as const;
type ValueType = (typeof VALUE_TYPES)[number];

/** An attribute value as a row: searchable text and number, and what those two cannot hold. */
export interface StoredValue {
  /** Index into the value types. */
  readonly type: number;
  readonly txt: string;
  readonly num: number | undefined;
  /** Exact form as JSON where type and text are not enough, else empty. */
  readonly raw: string;
}

export function toStoredValue(value: AttributeValue): StoredValue {
  const type = typeOf(value);
  const txt = attributeText(value);
  const isExact = type !== 'list' && type !== 'map' && !Object.is(value, -0) && isWellFormed(txt);
  return {
    type: VALUE_TYPES.indexOf(type),
    txt,
    num: attributeNumber(value),
    raw: isExact ? '' : JSON.stringify(toJson(value)),
  };
}

/** The text of a stored string. */
export function exactText(txt: string, raw: string): string {
  return raw === '' ? txt : String(JSON.parse(raw));
}

export function fromStoredValue(type: number, txt: string, raw: string): AttributeValue {
  if (raw !== '') return fromJson(JSON.parse(raw));
  switch (VALUE_TYPES[type]) {
    case 'bool':
      return txt === 'true';
    case 'int64':
      return BigInt(txt);
    case 'double':
      return Number(txt);
    case 'bytes':
      return Uint8Array.from(Buffer.from(txt, 'hex'));
    case 'empty':
      return undefined;
    default:
      return txt;
  }
}

function typeOf(value: AttributeValue): ValueType {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int64';
    case 'number':
      return 'double';
    case 'undefined':
      return 'empty';
    default:
      if (value instanceof Uint8Array) return 'bytes';
      return value instanceof Map ? 'map' : 'list';
  }
}

// UTF-8 cannot hold half a surrogate pair, JSON can: it escapes it.
const LONE_SURROGATE = /\p{Surrogate}/u;
const isWellFormed = (text: string): boolean => !LONE_SURROGATE.test(text);

/** What JSON has no word for stands in an array that begins with the name of its type. */
type ExactJson = string | boolean | number | null | readonly [ValueType, unknown];

function toJson(value: AttributeValue): ExactJson {
  switch (typeOf(value)) {
    case 'int64':
      return ['int64', String(value)];
    case 'bytes':
      return ['bytes', attributeText(value)];
    case 'list':
      return ['list', Array.from(value as readonly AttributeValue[], toJson)];
    case 'map': {
      const members = value as ReadonlyMap<string, AttributeValue>;
      return ['map', Array.from(members, ([key, member]) => [key, toJson(member)])];
    }
    case 'double':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? Number(value)
        : ['double', Object.is(value, -0) ? '-0' : String(value)];
    case 'empty':
      return null;
    default:
      return value as string | boolean;
  }
}

function fromJson(json: unknown): AttributeValue {
  if (json === null) return undefined;
  if (!Array.isArray(json)) return json as string | boolean | number;
  const [type, content] = json as [ValueType, unknown];
  switch (type) {
    case 'list':
      return (content as readonly unknown[]).map(fromJson);
    case 'map':
      return new Map(
        (content as readonly (readonly [string, unknown])[]).map(([key, member]) => [
          key,
          fromJson(member),
        ]),
      );
    default:
      return fromStoredValue(VALUE_TYPES.indexOf(type), String(content), '');
  }
}
