import type { Attributes, AttributeValue } from '../span/span.ts';
import {
  MalformedProtobuf,
  type ProtobufReader,
  WIRE_BYTES,
  WIRE_FIXED64,
  WIRE_VARINT,
} from './protobufReader.ts';

/** Lists and maps inside one another; beyond it the request is refused. */
export const MAX_VALUE_DEPTH = 64;

/** Takes attributes; of a key that comes twice the last value stays. */
export interface AttributesSink {
  set(key: string, value: AttributeValue): void;
}

/** Reads one KeyValue message. */
export function readKeyValue(reader: ProtobufReader, into: AttributesSink, depth = 0): void {
  const end = reader.lengthEnd();
  let key = '';
  let value: AttributeValue;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === KEY) key = reader.text();
    else if (tag === VALUE) value = readAnyValue(reader, depth);
    else reader.skip(tag);
  }
  reader.endMessage(end);
  into.set(key, value);
}

const KEY = (1 << 3) | WIRE_BYTES;
const VALUE = (2 << 3) | WIRE_BYTES;

const STRING = (1 << 3) | WIRE_BYTES;
const BOOL = (2 << 3) | WIRE_VARINT;
const INT = (3 << 3) | WIRE_VARINT;
const DOUBLE = (4 << 3) | WIRE_FIXED64;
const ARRAY = (5 << 3) | WIRE_BYTES;
const KVLIST = (6 << 3) | WIRE_BYTES;
const BYTES = (7 << 3) | WIRE_BYTES;

// Recursion is safe here: `depth` ends it.
function readAnyValue(reader: ProtobufReader, depth: number): AttributeValue {
  const end = reader.lengthEnd();
  let value: AttributeValue;
  while (reader.pos < end) {
    const tag = reader.uint32();
    switch (tag) {
      case STRING:
        value = reader.text();
        break;
      case BOOL:
        value = reader.bool();
        break;
      case INT:
        value = reader.int64();
        break;
      case DOUBLE:
        value = reader.double();
        break;
      case ARRAY:
        value = readArray(reader, depth + 1);
        break;
      case KVLIST:
        value = readKeyValueList(reader, depth + 1);
        break;
      case BYTES:
        value = reader.byteArray();
        break;
      default:
        reader.skip(tag);
    }
  }
  reader.endMessage(end);
  return value;
}

const LIST_ITEM = (1 << 3) | WIRE_BYTES;

function readArray(reader: ProtobufReader, depth: number): readonly AttributeValue[] {
  refuseBeyondDepth(reader, depth);
  const end = reader.lengthEnd();
  const items: AttributeValue[] = [];
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === LIST_ITEM) items.push(readAnyValue(reader, depth));
    else reader.skip(tag);
  }
  reader.endMessage(end);
  return items;
}

function readKeyValueList(reader: ProtobufReader, depth: number): Attributes {
  refuseBeyondDepth(reader, depth);
  const end = reader.lengthEnd();
  const members = new Map<string, AttributeValue>();
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === LIST_ITEM) readKeyValue(reader, members, depth);
    else reader.skip(tag);
  }
  reader.endMessage(end);
  return members;
}

function refuseBeyondDepth(reader: ProtobufReader, depth: number): void {
  if (depth <= MAX_VALUE_DEPTH) return;
  const message = `a value nests lists or maps more than ${MAX_VALUE_DEPTH} deep`;
  throw new MalformedProtobuf(message, reader.pos);
}
