import { normalizeSpanId, normalizeTraceId } from '../span/ids.ts';
import {
  type AttributeValue,
  NO_ATTRIBUTES,
  type Resource,
  type Scope,
  type Span,
  type SpanEvent,
  type SpanLink,
} from '../span/span.ts';
import { LATEST_US } from '../time/range.ts';
import {
  buildEvent,
  buildScope,
  buildSpan,
  newEventDraft,
  newScopeDraft,
  newSpanDraft,
  type SpanDraft,
} from './buildSpan.ts';
import type { DecodedSpans } from './decoded.ts';
import { resourceOfProcess } from './jaegerProcess.ts';
import { attributesOfTags, readTags } from './jaegerTags.ts';
import {
  type JsonObject,
  listOf,
  objectOf,
  textOfJson,
  uint32OfJson,
  WrongShape,
} from './jsonFields.ts';
import { kindOfName } from './otlpEnums.ts';
import { BAD_LINK, BAD_SPAN_ID, BAD_TRACE_ID } from './refusals.ts';

/** What the spans of one trace share while they are read. */
export interface JaegerTraceContext {
  /** The id written beside the spans, for spans that have none. */
  readonly traceId: unknown;
  /** The resource of a `processID`; `undefined` when it is not listed. */
  readonly resourceOf: (processId: string) => Resource | undefined;
  readonly scopes: ScopePool;
}

/** Makes one scope object for each name and version, so that spans share them. */
export class ScopePool {
  private readonly scopes = new Map<string, Scope>();

  get(name: string, version: string): Scope {
    const key = JSON.stringify([name, version]);
    const known = this.scopes.get(key);
    if (known !== undefined) return known;
    const scope = buildScope({ ...newScopeDraft(), name, version });
    this.scopes.set(key, scope);
    return scope;
  }
}

/** Reads one span of Jaeger's JSON into `decoded`: as a span, or as a refusal with its reason. */
export function readJaegerSpan(
  json: unknown,
  trace: JaegerTraceContext,
  decoded: DecodedSpans,
  place: () => string,
): void {
  try {
    decoded.spans.push(spanOfJaeger(objectOf(json, 'it'), trace, decoded, place));
  } catch (cause) {
    if (!(cause instanceof WrongShape)) throw cause;
    decoded.reject(() => `${place()}: ${cause.message}`);
  }
}

const TOO_LATE = 'startTime lies after 2554; it counts microseconds since 1970';

/** Attribute under which Jaeger keeps what its collector complained about. */
export const WARNINGS_KEY = '@jaeger@warnings';

function spanOfJaeger(
  json: JsonObject,
  trace: JaegerTraceContext,
  decoded: DecodedSpans,
  place: () => string,
): Span {
  const traceId = idOf(json.traceID ?? trace.traceId, normalizeTraceId);
  if (traceId === undefined) throw new WrongShape(BAD_TRACE_ID);
  const spanId = idOf(json.spanID, normalizeSpanId);
  if (spanId === undefined) throw new WrongShape(BAD_SPAN_ID);
  const draft = newSpanDraft();
  draft.operation = textOfJson(json.operationName, 'operationName');
  draft.startUs = microsOf(json.startTime, 'startTime');
  if (draft.startUs < 0) throw new WrongShape('startTime is negative');
  if (draft.startUs > LATEST_US) throw new WrongShape(TOO_LATE);
  draft.endUs = draft.startUs + microsOf(json.duration, 'duration');
  draft.flags = uint32OfJson(json.flags, 'flags');
  const scope = readSpanTags(json, draft, trace.scopes);
  const logs = listOf(json.logs, 'logs');
  if (logs.length > 0) draft.events = logs.map(eventOfLog);
  readReferences(json, { traceId, spanId }, draft, () =>
    decoded.note(() => `${place()}: ${BAD_LINK}`),
  );
  const resource = resourceOfSpan(json, trace, () =>
    decoded.note(() => `${place()}: its process is not listed, so its service is unknown`),
  );
  return buildSpan(draft, { traceId, spanId }, resource, scope);
}

const idOf = (json: unknown, normalize: (text: string) => string | undefined) =>
  typeof json === 'string' ? normalize(json) : undefined;

function microsOf(json: unknown, what: string): number {
  const number = typeof json === 'number' ? json : Number(json ?? 0);
  if (Number.isFinite(number)) return Math.trunc(number);
  throw new WrongShape(`${what} is no number of microseconds`);
}

/** Tags that Jaeger made of parts of the span go back to where they were; the others are attributes. */
function readSpanTags(json: JsonObject, draft: SpanDraft, scopes: ScopePool): Scope {
  const attributes = new Map<string, AttributeValue>();
  let scopeName = '';
  let scopeVersion = '';
  let hasErrorTag = false;
  readTags(json.tags, 'tags', (key, value) => {
    if (key === 'error' && value === true) hasErrorTag = true;
    else if (typeof value !== 'string') attributes.set(key, value);
    else if (key === 'otel.scope.name' || key === 'otel.library.name') scopeName = value;
    else if (key === 'otel.scope.version' || key === 'otel.library.version') scopeVersion = value;
    else if (!takeStatusOrKind(key, value, draft)) attributes.set(key, value);
  });
  const warnings = listOf(json.warnings, 'warnings').map(String);
  if (warnings.length > 0) attributes.set(WARNINGS_KEY, warnings);
  if (attributes.size > 0) draft.attributes = attributes;
  // A tag of text is written by hand: it tells the status and stays an attribute.
  if (hasErrorTag || attributes.get('error') === 'true') draft.status = 'error';
  return scopes.get(scopeName, scopeVersion);
}

/** False when the tag is an attribute like any other. */
function takeStatusOrKind(key: string, value: string, draft: SpanDraft): boolean {
  switch (key) {
    case 'span.kind':
      draft.kind = kindOfName(value) ?? 'unspecified';
      return draft.kind !== 'unspecified';
    case 'otel.status_code': {
      const code = value.toUpperCase();
      if (code !== 'OK' && code !== 'ERROR') return false;
      draft.status = code === 'OK' ? 'ok' : 'error';
      return true;
    }
    case 'otel.status_description':
      draft.statusMessage = value;
      return value !== '';
    case 'w3c.tracestate':
      draft.traceState = value;
      return value !== '';
    default:
      return false;
  }
}

function eventOfLog(json: unknown): SpanEvent {
  const log = objectOf(json, 'a log');
  const draft = newEventDraft();
  draft.timeUs = microsOf(log.timestamp, 'timestamp');
  const attributes = attributesOfTags(log.fields, 'fields');
  const name = attributes.get('event');
  if (typeof name === 'string') {
    draft.name = name;
    attributes.delete('event');
  }
  if (attributes.size > 0) draft.attributes = attributes;
  return buildEvent(draft);
}

interface Reference {
  readonly isChildOf: boolean;
  readonly traceId: string;
  readonly spanId: string;
}

/**
 * The parent is `parentSpanID`, else the first CHILD_OF of the same trace, else
 * the first FOLLOWS_FROM of it, as Jaeger reads it. The reference that only
 * repeats the parent is none of the links.
 */
function readReferences(
  json: JsonObject,
  self: { readonly traceId: string; readonly spanId: string },
  draft: SpanDraft,
  noteBadLink: () => void,
): void {
  const references: Reference[] = [];
  for (const item of listOf(json.references, 'references')) {
    const reference = referenceOf(objectOf(item, 'a reference'));
    if (reference === undefined) noteBadLink();
    else references.push(reference);
  }
  const sameTrace = references.filter((reference) => reference.traceId === self.traceId);
  const childOf = sameTrace.find((reference) => reference.isChildOf);
  const followed = sameTrace.find((reference) => reference.spanId !== self.spanId);
  const parentId = idOf(json.parentSpanID, normalizeSpanId) ?? (childOf ?? followed)?.spanId;
  draft.parentSpanId = parentId;
  const repeated = sameTrace.find(
    (reference) => reference.isChildOf && reference.spanId === parentId,
  );
  const links = references.filter((reference) => reference !== repeated).map(linkOf);
  if (links.length > 0) draft.links = links;
}

function referenceOf(json: JsonObject): Reference | undefined {
  const traceId = idOf(json.traceID, normalizeTraceId);
  const spanId = idOf(json.spanID, normalizeSpanId);
  if (traceId === undefined || spanId === undefined) return undefined;
  return { isChildOf: json.refType === 'CHILD_OF', traceId, spanId };
}

const CHILD_OF_LINK = new Map([['opentracing.ref_type', 'child_of']]);

const linkOf = ({ isChildOf, traceId, spanId }: Reference): SpanLink => ({
  traceId,
  spanId,
  attributes: isChildOf ? CHILD_OF_LINK : NO_ATTRIBUTES,
});

function resourceOfSpan(
  json: JsonObject,
  trace: JaegerTraceContext,
  noteMissing: () => void,
): Resource {
  if (json.process !== undefined) return resourceOfProcess(json.process);
  const listed = trace.resourceOf(textOfJson(json.processID, 'processID'));
  if (listed === undefined) noteMissing();
  return listed ?? resourceOfProcess(undefined);
}
