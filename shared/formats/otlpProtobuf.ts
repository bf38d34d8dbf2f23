import { fail, ok, type Result } from '../result.ts';
import { AttributesDraft } from '../span/attributesDraft.ts';
import { type AttributeValue, NO_SCOPE, type Resource, type Scope } from '../span/span.ts';
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

function* readRequest(reader: ProtobufReader, decoded: DecodedSpans): Steps<void> {
  const cursor = new SpanCursor(reader);
  for (let spanCount = 1; cursor.next(); spanCount++) {
    readSpan(reader, cursor.resource, cursor.scope, decoded);
    if (spanCount % SPANS_A_STEP === 0) yield;
  }
}

// Tags of three messages that share numbers: request 1, ResourceSpans 1 to 3, ScopeSpans 1 to 3.
const FIRST = (1 << 3) | WIRE_BYTES;
const SECOND = (2 << 3) | WIRE_BYTES;
const SCHEMA_URL = (3 << 3) | WIRE_BYTES;
/** Where senders of 2021 put what is now ScopeSpans; the message inside is the same. */
const LIBRARY_SPANS = (1000 << 3) | WIRE_BYTES;

const resources = new InternedMessages<Resource>(8_192);
const scopes = new InternedMessages<Scope>(512);

/**
 * Goes from span to span of a request, and knows whose they are. The resource of a group may stand
 * after its spans, so each group is read twice: first for what all its spans share, skipping them at
 * about 10 ns each, then for the spans.
 */
class SpanCursor {
  resource: Resource = buildResource(new Map(), '', 0);
  scope: Scope = NO_SCOPE;
  readonly #reader: ProtobufReader;
  readonly #shared: SharedMessage;
  #groupEnd: number | undefined;
  #scopeEnd: number | undefined;

  constructor(reader: ProtobufReader) {
    this.#reader = reader;
    this.#shared = new SharedMessage(reader);
  }

  /** Goes to the length of the next span's message; false at the end of the request. */
  next(): boolean {
    const reader = this.#reader;
    for (;;) {
      if (this.#scopeEnd !== undefined) {
        if (this.#goTo(SECOND, this.#scopeEnd)) return true;
        reader.endMessage(this.#scopeEnd);
        this.#scopeEnd = undefined;
      } else if (this.#groupEnd !== undefined) {
        if (this.#goTo(SECOND, this.#groupEnd, LIBRARY_SPANS)) {
          this.#scopeEnd = reader.lengthEnd();
          this.scope = this.#shared.read(this.#scopeEnd, scopes, decodeScope);
        } else {
          reader.endMessage(this.#groupEnd);
          this.#groupEnd = undefined;
        }
      } else {
        if (!this.#goTo(FIRST, reader.bytes.length)) return false;
        this.#groupEnd = reader.lengthEnd();
        this.resource = this.#shared.read(this.#groupEnd, resources, decodeResource);
      }
    }
  }

  /** Behind the next such tag before `end`; false when there is none. */
  #goTo(tag: number, end: number, orTag = tag): boolean {
    const reader = this.#reader;
    while (reader.pos < end) {
      const found = reader.uint32();
      if (found === tag || found === orTag) return true;
      reader.skip(found);
    }
    return false;
  }
}

interface Part {
  readonly start: number;
  readonly end: number;
}

type Decode<T> = (reader: ProtobufReader, parts: readonly Part[], schemaUrl: string) => T;

/** Reads what all spans of a group share: its resource or scope, and the schema URL beside it. */
class SharedMessage {
  readonly #reader: ProtobufReader;
  #start = 0;
  #end = 0;
  /** It was sent in several parts, which is rare. */
  #parts: Part[] | undefined;
  #beside = '';

  constructor(reader: ProtobufReader) {
    this.#reader = reader;
  }

  /** The message in a group that begins here; the reader is put back to its beginning. */
  read<T>(groupEnd: number, known: InternedMessages<T>, decode: Decode<T>): T {
    const reader = this.#reader;
    const groupStart = reader.pos;
    this.#find(groupEnd);
    const value = this.#parts === undefined ? this.#readWhole(known, decode) : this.#decode(decode);
    reader.pos = groupStart;
    return value;
  }

  #readWhole<T>(messages: InternedMessages<T>, decode: Decode<T>): T {
    const known = messages.find(this.#reader, this.#start, this.#end, this.#beside);
    if (known !== undefined) return known;
    const value = this.#decode(decode);
    messages.keep(this.#reader, this.#start, this.#end, this.#beside, value);
    return value;
  }

  #decode<T>(decode: Decode<T>): T {
    const parts = this.#parts ?? [{ start: this.#start, end: this.#end }];
    return decode(this.#reader, parts, this.#beside);
  }

  #find(groupEnd: number): void {
    const reader = this.#reader;
    this.#start = 0;
    this.#end = 0;
    this.#parts = undefined;
    this.#beside = '';
    while (reader.pos < groupEnd) {
      const tag = reader.uint32();
      if (tag === FIRST) this.#notePart(reader.lengthEnd());
      else if (tag === SCHEMA_URL) this.#beside = reader.text();
      else reader.skip(tag);
    }
  }

  #notePart(end: number): void {
    const start = this.#reader.pos;
    if (this.#start === 0) {
      this.#start = start;
      this.#end = end;
    } else {
      this.#parts ??= [{ start: this.#start, end: this.#end }];
      this.#parts.push({ start, end });
    }
    this.#reader.pos = end;
  }
}

const RESOURCE_ATTRIBUTE = (1 << 3) | WIRE_BYTES;
const RESOURCE_DROPPED = (2 << 3) | WIRE_VARINT;

function decodeResource(
  reader: ProtobufReader,
  parts: readonly Part[],
  schemaUrl: string,
): Resource {
  resourceAttributes.begin();
  let dropped = 0;
  for (const { start, end } of parts) {
    reader.pos = start;
    while (reader.pos < end) {
      const tag = reader.uint32();
      if (tag === RESOURCE_ATTRIBUTE) readKeyValue(reader, resourceAttributes);
      else if (tag === RESOURCE_DROPPED) dropped = reader.uint32();
      else reader.skip(tag);
    }
    reader.endMessage(end);
  }
  return buildResource(resourceAttributes.finish(), schemaUrl, dropped);
}

const resourceAttributes = new AttributesDraft();

const SCOPE_NAME = (1 << 3) | WIRE_BYTES;
const SCOPE_VERSION = (2 << 3) | WIRE_BYTES;
const SCOPE_ATTRIBUTE = (3 << 3) | WIRE_BYTES;
const SCOPE_DROPPED = (4 << 3) | WIRE_VARINT;

function decodeScope(reader: ProtobufReader, parts: readonly Part[], schemaUrl: string): Scope {
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
