import { AttributesDraft } from '../span/attributesDraft.ts';
import { type Attributes, type AttributeValue, NO_ATTRIBUTES } from '../span/span.ts';
import { decodeBase64 } from './base64.ts';
import {
  boolOfJson,
  doubleOfJson,
  field,
  int64OfJson,
  listOf,
  objectOf,
  textOfJson,
  WrongShape,
} from './jsonFields.ts';
import { MAX_VALUE_DEPTH } from './otlpProtobufAttributes.ts';

/** A KeyValue list as a map; a key that comes twice keeps its last value. Throws `WrongShape`. */
export function attributesOfJson(value: unknown, depth = 0): Attributes {
  const list = listOf(value, 'attributes');
  if (list.length === 0) return NO_ATTRIBUTES;
  // Inner maps are few, and read while the draft holds the outer one.
  const attributes = depth === 0 ? draft : new Map<string, AttributeValue>();
  if (attributes === draft) draft.begin();
  for (const item of list) {
    const keyValue = objectOf(item, 'an attribute');
    const key = textOfJson(keyValue.key, 'an attribute key');
    attributes.set(key, valueOfJson(keyValue.value, key, depth));
  }
  return attributes instanceof Map ? attributes : attributes.finish();
}

const draft = new AttributesDraft();

// Recursion is safe here: `depth` ends it.
function valueOfJson(json: unknown, key: string, depth: number): AttributeValue {
  const value = objectOf(json, `the value of ${JSON.stringify(key)}`);
  const text = field(value, 'stringValue', 'string_value');
  if (text !== undefined) return textOfJson(text, `${key}: stringValue`);
  const integer = field(value, 'intValue', 'int_value');
  if (integer !== undefined) return int64OfJson(integer, `${key}: intValue`);
  const double = field(value, 'doubleValue', 'double_value');
  if (double !== undefined) return doubleOfJson(double, `${key}: doubleValue`);
  const bool = field(value, 'boolValue', 'bool_value');
  if (bool !== undefined) return boolOfJson(bool, `${key}: boolValue`);
  const bytes = field(value, 'bytesValue', 'bytes_value');
  if (bytes !== undefined) return bytesOfJson(bytes, `${key}: bytesValue`);
  const array = field(value, 'arrayValue', 'array_value');
  if (array !== undefined) return listOfJson(array, key, depth + 1);
  const kvlist = field(value, 'kvlistValue', 'kvlist_value');
  if (kvlist !== undefined) return mapOfJson(kvlist, key, depth + 1);
  return undefined;
}

function bytesOfJson(json: unknown, what: string): Uint8Array {
  const bytes = decodeBase64(textOfJson(json, what));
  if (bytes === undefined) throw new WrongShape(`${what} is no base64`);
  return bytes;
}

function listOfJson(json: unknown, key: string, depth: number): readonly AttributeValue[] {
  refuseBeyondDepth(key, depth);
  const values = listOf(objectOf(json, `${key}: arrayValue`).values, `${key}: values`);
  return values.map((value) => valueOfJson(value, key, depth));
}

function mapOfJson(json: unknown, key: string, depth: number): Attributes {
  refuseBeyondDepth(key, depth);
  const members = attributesOfJson(objectOf(json, `${key}: kvlistValue`).values, depth);
  return members.size === 0 ? new Map() : members;
}

function refuseBeyondDepth(key: string, depth: number): void {
  if (depth <= MAX_VALUE_DEPTH) return;
  throw new WrongShape(`${key} nests lists or maps more than ${MAX_VALUE_DEPTH} deep`);
}
