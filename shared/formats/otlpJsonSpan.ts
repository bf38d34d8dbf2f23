import { normalizeSpanId, normalizeTraceId } from '../span/ids.ts';
import type { Resource, Scope, Span, SpanEvent, SpanKind, SpanLink } from '../span/span.ts';
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
import {
  field,
  type JsonObject,
  listOf,
  nanosOfJson,
  objectOf,
  textOfJson,
  uint32OfJson,
  WrongShape,
} from './jsonFields.ts';
import { kindOfName, kindOfNumber, statusOfName, statusOfNumber } from './otlpEnums.ts';
import { attributesOfJson } from './otlpJsonAttributes.ts';
import { BAD_LINK, BAD_PARENT_ID, BAD_SPAN_ID, BAD_TRACE_ID } from './refusals.ts';

/** Reads one span of OTLP JSON into `decoded`: as a span, or as a refusal with its reason. */
export function readSpanJson(
  json: unknown,
  resource: Resource,
  scope: Scope,
  decoded: DecodedSpans,
  place: () => string,
): void {
  try {
    decoded.spans.push(spanOfJson(objectOf(json, 'it'), resource, scope, decoded, place));
  } catch (cause) {
    if (!(cause instanceof WrongShape)) throw cause;
    decoded.reject(() => `${place()}: ${cause.message}`);
  }
}

function spanOfJson(
  json: JsonObject,
  resource: Resource,
  scope: Scope,
  decoded: DecodedSpans,
  place: () => string,
): Span {
  const traceId = traceIdOfJson(json);
  if (traceId === undefined) throw new WrongShape(BAD_TRACE_ID);
  const spanId = spanIdOfJson(json);
  if (spanId === undefined) throw new WrongShape(BAD_SPAN_ID);
  const draft = newSpanDraft();
  draft.parentSpanId = parentIdOfJson(json);
  draft.operation = textOfJson(json.name, 'name');
  draft.kind = kindOfJson(json.kind);
  readTimes(json, draft);
  draft.attributes = attributesOfJson(json.attributes);
  draft.traceState = textOfJson(field(json, 'traceState', 'trace_state'), 'traceState');
  draft.flags = uint32OfJson(json.flags, 'flags');
  draft.droppedAttributes = droppedAttributesOf(json);
  draft.droppedEvents = count(json, 'droppedEventsCount', 'dropped_events_count');
  draft.droppedLinks = count(json, 'droppedLinksCount', 'dropped_links_count');
  readStatus(json.status, draft);
  const events = listOf(json.events, 'events');
  if (events.length > 0) draft.events = events.map(eventOfJson);
  const links = listOf(json.links, 'links');
  if (links.length > 0) draft.links = linksOfJson(links, decoded, place);
  return buildSpan(draft, { traceId, spanId }, resource, scope);
}

// OTLP writes ids in full; only their case may differ.
function traceIdOfJson(json: JsonObject): string | undefined {
  const id = field(json, 'traceId', 'trace_id');
  return typeof id === 'string' && id.length === 32 ? normalizeTraceId(id) : undefined;
}

function spanIdOfJson(json: JsonObject): string | undefined {
  const id = field(json, 'spanId', 'span_id');
  return typeof id === 'string' && id.length === 16 ? normalizeSpanId(id) : undefined;
}

function parentIdOfJson(json: JsonObject): string | undefined {
  const id = field(json, 'parentSpanId', 'parent_span_id');
  if (id === undefined || id === '' || id === NO_SPAN) return undefined;
  const parentId = typeof id === 'string' && id.length === 16 ? normalizeSpanId(id) : undefined;
  if (parentId === undefined) throw new WrongShape(BAD_PARENT_ID);
  return parentId;
}

const NO_SPAN = '0'.repeat(16);

function readTimes(json: JsonObject, draft: SpanDraft): void {
  const start = nanosOfJson(
    field(json, 'startTimeUnixNano', 'start_time_unix_nano'),
    'startTimeUnixNano',
  );
  const end = nanosOfJson(field(json, 'endTimeUnixNano', 'end_time_unix_nano'), 'endTimeUnixNano');
  draft.startUs = start.us;
  draft.startNs = start.ns;
  draft.endUs = end.us;
  draft.endNs = end.ns;
}

function kindOfJson(kind: unknown): SpanKind {
  const named = typeof kind === 'string' ? kindOfName(kind) : undefined;
  return named ?? kindOfNumber(uint32OfJson(kind, 'kind'));
}

function readStatus(json: unknown, draft: SpanDraft): void {
  if (json === undefined) return;
  const status = objectOf(json, 'status');
  const code = status.code;
  const named = typeof code === 'string' ? statusOfName(code) : undefined;
  draft.status = named ?? statusOfNumber(uint32OfJson(code, 'status code'));
  draft.statusMessage = textOfJson(status.message, 'status message');
}

function eventOfJson(json: unknown): SpanEvent {
  const event = objectOf(json, 'an event');
  const draft = newEventDraft();
  const time = nanosOfJson(field(event, 'timeUnixNano', 'time_unix_nano'), 'timeUnixNano');
  draft.timeUs = time.us;
  draft.timeNs = time.ns;
  draft.name = textOfJson(event.name, 'event name');
  draft.attributes = attributesOfJson(event.attributes);
  draft.droppedAttributes = droppedAttributesOf(event);
  return buildEvent(draft);
}

function linksOfJson(
  list: readonly unknown[],
  decoded: DecodedSpans,
  place: () => string,
): SpanLink[] {
  const links: SpanLink[] = [];
  for (const json of list) {
    const link = linkOfJson(json);
    if (link === undefined) decoded.note(() => `${place()}: ${BAD_LINK}`);
    else links.push(link);
  }
  return links;
}

function linkOfJson(json: unknown): SpanLink | undefined {
  const link = objectOf(json, 'a link');
  const draft = newLinkDraft();
  draft.traceId = traceIdOfJson(link);
  draft.spanId = spanIdOfJson(link);
  draft.traceState = textOfJson(field(link, 'traceState', 'trace_state'), 'traceState');
  draft.attributes = attributesOfJson(link.attributes);
  draft.flags = uint32OfJson(link.flags, 'flags');
  draft.droppedAttributes = droppedAttributesOf(link);
  return buildLink(draft);
}

const droppedAttributesOf = (json: JsonObject): number =>
  count(json, 'droppedAttributesCount', 'dropped_attributes_count');

const count = (json: JsonObject, name: string, snakeName: string): number =>
  uint32OfJson(field(json, name, snakeName), name);
