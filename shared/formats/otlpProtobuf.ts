import { fail, ok, type Result } from '../result.ts';
import type { AttributeValue, Resource, Scope } from '../span/span.ts';
import { buildResource, buildScope, newScopeDraft } from './buildSpan.ts';
import { type Decoded, DecodedSpans } from './decoded.ts';
import { InternedMessages } from './internedMessages.ts';
import { readKeyValue } from './otlpProtobufAttributes.ts';
import { readSpan } from './otlpProtobufSpan.ts';
import { MalformedProtobuf, ProtobufReader, WIRE_BYTES, WIRE_VARINT } from './protobufReader.ts';
import { runSteps, type Steps } from './steps.ts';

/**
 * The spans of a serialised OTLP `ExportTraceServiceRequest`.
 *
 * Fails, with the offset of the byte, when the bytes are no such message or
 * nest values more than `MAX_VALUE_DEPTH` deep. A span whose ids are missing,
 * all zero or of the wrong length is refused alone and counted. Unknown fields
 * are skipped. Resources and scopes are one object per group.
 */
export function decodeOtlpProtobuf(bytes: Uint8Array): Result<Decoded> {
  return runSteps(otlpProtobufSteps(bytes));
}

/** The same, pausing every few hundred spans. */
export function* otlpProtobufSteps(bytes: Uint8Array): Steps<Result<Decoded>> {
  const decoded = new DecodedSpans();
  try {
    yield* readRequest(new ProtobufReader(bytes), decoded);
  } catch (cause) {
    if (!(cause instanceof MalformedProtobuf)) throw cause;
    return fail({
      message: `not an OTLP trace request: ${cause.message} at byte ${cause.position}`,
      position: cause.position,
    });
  }
  return ok(decoded);
}

const SPANS_A_STEP = 256;

// Tags of three messages that share numbers: request 1, ResourceSpans 1 to 3, ScopeSpans 1 to 3.
const FIRST = (1 << 3) | WIRE_BYTES;
const SECOND = (2 << 3) | WIRE_BYTES;
const SCHEMA_URL = (3 << 3) | WIRE_BYTES;
/** Where senders of 2021 put what is now ScopeSpans; the message inside is the same. */
const LIBRARY_SPANS = (1000 << 3) | WIRE_BYTES;

function* readRequest(reader: ProtobufReader, decoded: DecodedSpans): Steps<void> {
  const end = reader.bytes.length;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === FIRST) yield* readResourceSpans(reader, decoded);
    else reader.skip(tag);
  }
}

// The resource may stand after its spans, so each group is read twice: first for what all its
// spans share, skipping them at about 10 ns each, then for the spans.
function* readResourceSpans(reader: ProtobufReader, decoded: DecodedSpans): Steps<void> {
  const end = reader.lengthEnd();
  const start = reader.pos;
  const resource = readResource(reader, end);
  reader.pos = start;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === SECOND || tag === LIBRARY_SPANS) yield* readScopeSpans(reader, resource, decoded);
    else reader.skip(tag);
  }
  reader.endMessage(end);
}

function* readScopeSpans(
  reader: ProtobufReader,
  resource: Resource,
  decoded: DecodedSpans,
): Steps<void> {
  const end = reader.lengthEnd();
  const start = reader.pos;
  const scope = readScope(reader, end);
  reader.pos = start;
  let spanCount = 0;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === SECOND) {
      readSpan(reader, resource, scope, decoded);
      if (++spanCount % SPANS_A_STEP === 0) yield;
    } else reader.skip(tag);
  }
  reader.endMessage(end);
}

const RESOURCE_ATTRIBUTE = (1 << 3) | WIRE_BYTES;
const RESOURCE_DROPPED = (2 << 3) | WIRE_VARINT;

const resources = new InternedMessages<Resource>(8_192);
const scopes = new InternedMessages<Scope>(512);

function readResource(reader: ProtobufReader, groupEnd: number): Resource {
  const { parts, beside } = findShared(reader, groupEnd);
  return resources.read(reader, parts, beside, () => decodeResource(reader, parts, beside));
}

function decodeResource(reader: ProtobufReader, parts: Parts, schemaUrl: string): Resource {
  const attributes = new Map<string, AttributeValue>();
  let dropped = 0;
  for (const { start, end } of parts) {
    reader.pos = start;
    while (reader.pos < end) {
      const tag = reader.uint32();
      if (tag === RESOURCE_ATTRIBUTE) readKeyValue(reader, attributes);
      else if (tag === RESOURCE_DROPPED) dropped = reader.uint32();
      else reader.skip(tag);
    }
    reader.endMessage(end);
  }
  return buildResource(attributes, schemaUrl, dropped);
}

function readScope(reader: ProtobufReader, groupEnd: number): Scope {
  const { parts, beside } = findShared(reader, groupEnd);
  return scopes.read(reader, parts, beside, () => decodeScope(reader, parts, beside));
}

type Parts = readonly { readonly start: number; readonly end: number }[];

/** Where a group's resource or scope stands, in the parts it was sent in, and the schema URL beside it. */
function findShared(reader: ProtobufReader, groupEnd: number) {
  const parts: { start: number; end: number }[] = [];
  let beside = '';
  while (reader.pos < groupEnd) {
    const tag = reader.uint32();
    if (tag === FIRST) {
      const end = reader.lengthEnd();
      parts.push({ start: reader.pos, end });
      reader.pos = end;
    } else if (tag === SCHEMA_URL) beside = reader.text();
    else reader.skip(tag);
  }
  return { parts, beside };
}

const SCOPE_NAME = (1 << 3) | WIRE_BYTES;
const SCOPE_VERSION = (2 << 3) | WIRE_BYTES;
const SCOPE_ATTRIBUTE = (3 << 3) | WIRE_BYTES;
const SCOPE_DROPPED = (4 << 3) | WIRE_VARINT;

function decodeScope(reader: ProtobufReader, parts: Parts, schemaUrl: string): Scope {
  const draft = newScopeDraft();
  draft.schemaUrl = schemaUrl;
  const attributes = new Map<string, AttributeValue>();
  for (const { start, end } of parts) {
    reader.pos = start;
    while (reader.pos < end) {
      const tag = reader.uint32();
      if (tag === SCOPE_NAME) draft.name = reader.text();
      else if (tag === SCOPE_VERSION) draft.version = reader.text();
      else if (tag === SCOPE_ATTRIBUTE) readKeyValue(reader, attributes);
      else if (tag === SCOPE_DROPPED) draft.droppedAttributes = reader.uint32();
      else reader.skip(tag);
    }
    reader.endMessage(end);
  }
  if (attributes.size > 0) draft.attributes = attributes;
  return buildScope(draft);
}
