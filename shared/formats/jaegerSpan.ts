import { AttributesDraft } from '../span/attributesDraft.ts';
import { normalizeSpanId, normalizeTraceId } from '../span/ids.ts';
import {
  NO_ATTRIBUTES,
  NO_SCOPE,
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
import { attributesOfTags, type BytesOfText, type TakeTag } from './jaegerTags.ts';
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

/** How the spans of one source are written, and what they share while they are read. */
export interface JaegerContext {
  /** The id written beside the spans, for spans that have none. */
  readonly traceId: unknown;
  /** Throws `WrongShape` when the span says no resource at all. */
  readonly resourceOf: (span: JsonObject, note: Note) => Resource;
  /** Every tag of the span in its order. Throws `WrongShape`. */
  readonly readTags: (span: JsonObject, take: TakeTag) => void;
  readonly bytesOf: BytesOfText;
  /** The same string object for a text that came before, where spans repeat it. */
  readonly sharedText: (text: string) => string;
  readonly scopes: ScopePool;
}

/** Takes the reason why a part of a span was dropped, or is not known. */
type Note = (reason: string) => void;

/** Makes one scope object for each name and version, so that spans share them. */
export class ScopePool {
  private readonly scopes = new Map<string, Scope>();

  get(name: string, version: string): Scope {
    if (name === '' && version === '') return NO_SCOPE;
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
  context: JaegerContext,
  decoded: DecodedSpans,
  place: () => string,
): void {
  const note = (reason: string) => decoded.note(() => `${place()}: ${reason}`);
  try {
    decoded.spans.push(spanOfJaeger(json, context, note));
  } catch (cause) {
    if (!(cause instanceof WrongShape)) throw cause;
    decoded.reject(() => `${place()}: ${cause.message}`);
  }
}

const TOO_LATE = 'startTime lies after 2554; it counts microseconds since 1970';

/** Attribute under which Jaeger keeps what its collector complained about. */
export const WARNINGS_KEY = '@jaeger@warnings';

/** The span of one of Jaeger's objects. Throws `WrongShape` when it is none. */
export function spanOfJaeger(value: unknown, context: JaegerContext, note: Note): Span {
  const json = objectOf(value, 'it');
  const { sharedText } = context;
  const readTraceId = idOf(json.traceID ?? context.traceId, normalizeTraceId);
  if (readTraceId === undefined) throw new WrongShape(BAD_TRACE_ID);
  const traceId = sharedText(readTraceId);
  const spanId = idOf(json.spanID, normalizeSpanId);
  if (spanId === undefined) throw new WrongShape(BAD_SPAN_ID);
  const draft = newSpanDraft();
  draft.operation = sharedText(textOfJson(json.operationName, 'operationName'));
  draft.startUs = microsOf(json.startTime, 'startTime');
  if (draft.startUs < 0) throw new WrongShape('startTime is negative');
  if (draft.startUs > LATEST_US) throw new WrongShape(TOO_LATE);
  draft.endUs = draft.startUs + microsOf(json.duration, 'duration');
  draft.flags = uint32OfJson(json.flags, 'flags');
  const scope = readSpanTags(json, draft, context);
  const logs = listOf(json.logs, 'logs');
  if (logs.length > 0) draft.events = logs.map((log) => eventOfLog(log, context.bytesOf));
  readReferences(json, { traceId, spanId }, draft, note);
  return buildSpan(draft, { traceId, spanId }, context.resourceOf(json, note), scope);
}

const idOf = (json: unknown, normalize: (text: string) => string | undefined) =>
  typeof json === 'string' ? normalize(json) : undefined;

function microsOf(json: unknown, what: string): number {
  const number = typeof json === 'number' ? json : Number(json ?? 0);
  if (Number.isFinite(number)) return Math.trunc(number);
  throw new WrongShape(`${what} is no number of microseconds`);
}

/** Tags that Jaeger made of parts of the span go back to where they were; the others are attributes. */
function readSpanTags(
  json: JsonObject,
  draft: SpanDraft,
  { readTags, scopes }: JaegerContext,
): Scope {
  const attributes = spanAttributes;
  attributes.begin();
  let scopeName = '';
  let scopeVersion = '';
  let hasErrorTag = false;
  readTags(json, (key, value) => {
    if (key === 'error' && value === true) hasErrorTag = true;
    else if (typeof value !== 'string') attributes.set(key, value);
    else if (key === 'otel.scope.name' || key === 'otel.library.name') scopeName = value;
    else if (key === 'otel.scope.version' || key === 'otel.library.version') scopeVersion = value;
    else if (!takeStatusOrKind(key, value, draft)) attributes.set(key, value);
  });
  const warnings = listOf(json.warnings, 'warnings');
  if (warnings.length > 0) attributes.set(WARNINGS_KEY, warnings.map(String));
  draft.attributes = attributes.finish();
  // A tag of text is written by hand: it tells the status and stays an attribute.
  if (hasErrorTag || attributes.get('error') === 'true') draft.status = 'error';
  return scopes.get(scopeName, scopeVersion);
}

// One span is read after the other.
const spanAttributes = new AttributesDraft();

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

function eventOfLog(json: unknown, bytesOf: BytesOfText): SpanEvent {
  const log = objectOf(json, 'a log');
  const draft = newEventDraft();
  draft.timeUs = microsOf(log.timestamp, 'timestamp');
  const attributes = attributesOfTags(log.fields, 'fields', bytesOf);
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
  note: Note,
): void {
  const references: Reference[] = [];
  let childOf: string | undefined;
  let followed: string | undefined;
  for (const item of listOf(json.references, 'references')) {
    const reference = referenceOf(objectOf(item, 'a reference'), json.traceID, self.traceId);
    if (reference === undefined) {
      note(BAD_LINK);
      continue;
    }
    references.push(reference);
    if (reference.traceId !== self.traceId) continue;
    if (reference.isChildOf) childOf ??= reference.spanId;
    if (reference.spanId !== self.spanId) followed ??= reference.spanId;
  }
  const parentId = idOf(json.parentSpanID, normalizeSpanId) ?? childOf ?? followed;
  draft.parentSpanId = parentId;
  const repeated = references.findIndex(
    ({ isChildOf, traceId, spanId }) =>
      isChildOf && traceId === self.traceId && spanId === parentId,
  );
  if (repeated !== -1) references.splice(repeated, 1);
  if (references.length > 0) draft.links = references.map(linkOf);
}

/** Nearly every reference leads into the span's own trace, whose id is read already. */
function referenceOf(
  json: JsonObject,
  writtenTraceId: unknown,
  readTraceId: string,
): Reference | undefined {
  const isOwn = json.traceID !== undefined && json.traceID === writtenTraceId;
  const traceId = isOwn ? readTraceId : idOf(json.traceID, normalizeTraceId);
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
