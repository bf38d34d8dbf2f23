import { AttributesDraft } from '../span/attributesDraft.ts';
import { spanIdFromBytes, traceIdFromBytes } from '../span/ids.ts';
import type { Resource, Scope, SpanEvent, SpanLink } from '../span/span.ts';
import {
  buildEvent,
  buildLink,
  buildSpan,
  newEventDraft,
  newLinkDraft,
  newSpanDraft,
  type SpanDraft,
} from './buildSpan.ts';
import type { DecodedSpans } from './decoded.ts';
import { InternedText } from './internedText.ts';
import { microsOfNanos, restOfNanos } from './nanoTime.ts';
import { kindOfNumber, statusOfNumber } from './otlpEnums.ts';
import { readKeyValue } from './otlpProtobufAttributes.ts';
import {
  type ProtobufReader,
  WIRE_BYTES,
  WIRE_FIXED32,
  WIRE_FIXED64,
  WIRE_VARINT,
} from './protobufReader.ts';
import { BAD_LINK, BAD_PARENT_ID, BAD_SPAN_ID, BAD_TRACE_ID } from './refusals.ts';

/** Reads one Span message, length first, into `decoded`: as a span, or as a refusal with its reason. */
export function readSpan(
  reader: ProtobufReader,
  resource: Resource,
  scope: Scope,
  decoded: DecodedSpans,
): void {
  const end = reader.lengthEnd();
  const start = reader.pos;
  const draft = newSpanDraft();
  let parentId: string | undefined = ABSENT_ID;
  spanAttributes.begin();
  while (reader.pos < end) {
    const tag = reader.uint32();
    switch (tag) {
      case ATTRIBUTE:
        readKeyValue(reader, spanAttributes);
        break;
      case TRACE_ID:
        draft.traceId = readTraceId(reader);
        break;
      case SPAN_ID:
        draft.spanId = readSpanId(reader);
        break;
      case PARENT_ID:
        parentId = readParentId(reader);
        break;
      case START_TIME:
        reader.fixed64();
        draft.startUs = microsOfNanos(reader.high, reader.low);
        draft.startNs = restOfNanos(reader.high, reader.low);
        break;
      case END_TIME:
        reader.fixed64();
        draft.endUs = microsOfNanos(reader.high, reader.low);
        draft.endNs = restOfNanos(reader.high, reader.low);
        break;
      case EVENT:
        draft.events ??= [];
        draft.events.push(readEvent(reader));
        break;
      case LINK:
        readLinkInto(reader, draft, decoded);
        break;
      default:
        readPlainField(reader, tag, draft);
    }
  }
  reader.endMessage(end);
  draft.attributes = spanAttributes.finish();
  const { traceId, spanId } = draft;
  if (traceId === undefined) decoded.reject(() => `span at byte ${start}: ${BAD_TRACE_ID}`);
  else if (spanId === undefined) decoded.reject(() => `span at byte ${start}: ${BAD_SPAN_ID}`);
  else if (parentId === undefined) decoded.reject(() => `span at byte ${start}: ${BAD_PARENT_ID}`);
  else {
    draft.parentSpanId = parentId === ABSENT_ID ? undefined : parentId;
    decoded.spans.push(buildSpan(draft, { traceId, spanId }, resource, scope));
  }
}

// One span is read after the other, and within it one event or link.
const spanAttributes = new AttributesDraft();
const partAttributes = new AttributesDraft();

const TRACE_ID = (1 << 3) | WIRE_BYTES;
const SPAN_ID = (2 << 3) | WIRE_BYTES;
const TRACE_STATE = (3 << 3) | WIRE_BYTES;
const PARENT_ID = (4 << 3) | WIRE_BYTES;
const NAME = (5 << 3) | WIRE_BYTES;
const KIND = (6 << 3) | WIRE_VARINT;
const START_TIME = (7 << 3) | WIRE_FIXED64;
const END_TIME = (8 << 3) | WIRE_FIXED64;
const ATTRIBUTE = (9 << 3) | WIRE_BYTES;
const DROPPED_ATTRIBUTES = (10 << 3) | WIRE_VARINT;
const EVENT = (11 << 3) | WIRE_BYTES;
const DROPPED_EVENTS = (12 << 3) | WIRE_VARINT;
const LINK = (13 << 3) | WIRE_BYTES;
const DROPPED_LINKS = (14 << 3) | WIRE_VARINT;
const STATUS = (15 << 3) | WIRE_BYTES;
const FLAGS = (16 << 3) | WIRE_FIXED32;

function readPlainField(reader: ProtobufReader, tag: number, draft: SpanDraft): void {
  switch (tag) {
    case NAME:
      draft.operation = reader.text();
      return;
    case KIND:
      draft.kind = kindOfNumber(reader.uint32());
      return;
    case STATUS:
      readStatus(reader, draft);
      return;
    case FLAGS:
      draft.flags = reader.fixed32();
      return;
    case TRACE_STATE:
      draft.traceState = reader.text();
      return;
    case DROPPED_ATTRIBUTES:
      draft.droppedAttributes = reader.uint32();
      return;
    case DROPPED_EVENTS:
      draft.droppedEvents = reader.uint32();
      return;
    case DROPPED_LINKS:
      draft.droppedLinks = reader.uint32();
      return;
    default:
      reader.skip(tag);
  }
}

const STATUS_MESSAGE = (2 << 3) | WIRE_BYTES;
const STATUS_CODE = (3 << 3) | WIRE_VARINT;

function readStatus(reader: ProtobufReader, draft: SpanDraft): void {
  const end = reader.lengthEnd();
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === STATUS_MESSAGE) draft.statusMessage = reader.text();
    else if (tag === STATUS_CODE) draft.status = statusOfNumber(reader.uint32());
    else reader.skip(tag);
  }
  reader.endMessage(end);
}

const EVENT_TIME = (1 << 3) | WIRE_FIXED64;
const EVENT_NAME = (2 << 3) | WIRE_BYTES;
const EVENT_ATTRIBUTE = (3 << 3) | WIRE_BYTES;
const EVENT_DROPPED = (4 << 3) | WIRE_VARINT;

function readEvent(reader: ProtobufReader): SpanEvent {
  const end = reader.lengthEnd();
  const draft = newEventDraft();
  partAttributes.begin();
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === EVENT_TIME) {
      reader.fixed64();
      draft.timeUs = microsOfNanos(reader.high, reader.low);
      draft.timeNs = restOfNanos(reader.high, reader.low);
    } else if (tag === EVENT_NAME) draft.name = reader.text();
    else if (tag === EVENT_ATTRIBUTE) readKeyValue(reader, partAttributes);
    else if (tag === EVENT_DROPPED) draft.droppedAttributes = reader.uint32();
    else reader.skip(tag);
  }
  reader.endMessage(end);
  draft.attributes = partAttributes.finish();
  return buildEvent(draft);
}

const LINK_TRACE_ID = (1 << 3) | WIRE_BYTES;
const LINK_SPAN_ID = (2 << 3) | WIRE_BYTES;
const LINK_TRACE_STATE = (3 << 3) | WIRE_BYTES;
const LINK_ATTRIBUTE = (4 << 3) | WIRE_BYTES;
const LINK_DROPPED = (5 << 3) | WIRE_VARINT;
const LINK_FLAGS = (6 << 3) | WIRE_FIXED32;

function readLinkInto(reader: ProtobufReader, span: SpanDraft, decoded: DecodedSpans): void {
  const start = reader.pos;
  const link = readLink(reader);
  if (link === undefined) decoded.note(() => `link at byte ${start}: ${BAD_LINK}`);
  else {
    span.links ??= [];
    span.links.push(link);
  }
}

function readLink(reader: ProtobufReader): SpanLink | undefined {
  const end = reader.lengthEnd();
  const draft = newLinkDraft();
  partAttributes.begin();
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === LINK_TRACE_ID) draft.traceId = readTraceId(reader);
    else if (tag === LINK_SPAN_ID) draft.spanId = readSpanId(reader);
    else if (tag === LINK_TRACE_STATE) draft.traceState = reader.text();
    else if (tag === LINK_ATTRIBUTE) readKeyValue(reader, partAttributes);
    else if (tag === LINK_DROPPED) draft.droppedAttributes = reader.uint32();
    else if (tag === LINK_FLAGS) draft.flags = reader.fixed32();
    else reader.skip(tag);
  }
  reader.endMessage(end);
  draft.attributes = partAttributes.finish();
  return buildLink(draft);
}

const NO_TRACE = '0'.repeat(32);
const NO_SPAN = '0'.repeat(16);
const ABSENT_ID = '';

// Spans of one trace, and children of one parent, mostly travel together.
const traceIds = new InternedText((bytes, start) => traceIdFromBytes(bytes, start), 16_384);
const spanIds = new InternedText((bytes, start) => spanIdFromBytes(bytes, start), 4_096);

function readTraceId(reader: ProtobufReader): string | undefined {
  const end = reader.lengthEnd();
  const start = reader.pos;
  reader.pos = end;
  if (end - start !== 16) return undefined;
  const id = traceIds.read(reader.bytes, reader.view, start, end);
  return id === NO_TRACE ? undefined : id;
}

function readSpanId(reader: ProtobufReader): string | undefined {
  const end = reader.lengthEnd();
  const start = reader.pos;
  reader.pos = end;
  if (end - start !== 8) return undefined;
  const id = spanIds.read(reader.bytes, reader.view, start, end);
  return id === NO_SPAN ? undefined : id;
}

// Some senders write a root's parent as eight zero bytes instead of leaving it out.
function readParentId(reader: ProtobufReader): string | undefined {
  const end = reader.lengthEnd();
  const start = reader.pos;
  reader.pos = end;
  if (end === start) return ABSENT_ID;
  if (end - start !== 8) return undefined;
  const id = spanIds.read(reader.bytes, reader.view, start, end);
  return id === NO_SPAN ? ABSENT_ID : id;
}
