import {
  type Attributes,
  type AttributeValue,
  endUs,
  type Resource,
  type Scope,
  type Span,
  type SpanEvent,
  type SpanLink,
} from '../span/span.ts';
import { encodeBase64 } from './base64.ts';
import { doubleJson } from './doubleJson.ts';
import { groupByResource } from './groupSpans.ts';
import { nanosOf } from './nanoTime.ts';
import { numberOfKind, numberOfStatus } from './otlpEnums.ts';

/**
 * The spans as one OTLP `ExportTraceServiceRequest` in JSON, on one line: 64-bit
 * integers and times as text, enums as numbers, ids as hex, bytes as base64,
 * `NaN` and infinities as text. Nothing of a span is lost.
 */
export function encodeOtlpJson(spans: readonly Span[]): string {
  let text = '';
  for (const piece of otlpJsonPieces(spans)) text += piece;
  return text;
}

function* otlpJsonPieces(spans: readonly Span[]): Generator<string> {
  yield HEAD;
  yield* resourcePieces(spans, '');
  yield TAIL;
}

/** The same for spans that are read in batches; a resource comes once a batch it has spans in. */
export async function* otlpJsonStream(
  batches: AsyncIterable<readonly Span[]>,
): AsyncGenerator<string> {
  yield HEAD;
  let comma = '';
  for await (const batch of batches) {
    yield* resourcePieces(batch, comma);
    if (batch.length > 0) comma = ',';
  }
  yield TAIL;
}

const HEAD = '{"resourceSpans":[';
const TAIL = ']}';

function* resourcePieces(spans: readonly Span[], firstComma: string): Generator<string> {
  let groupComma = firstComma;
  for (const { resource, scopes } of groupByResource(spans)) {
    yield `${groupComma}{"resource":${JSON.stringify(resourceJson(resource))},"scopeSpans":[`;
    groupComma = ',';
    let scopeComma = '';
    for (const [scope, spansOfScope] of scopes) {
      yield `${scopeComma}{"scope":${JSON.stringify(scopeJson(scope))},"spans":[`;
      scopeComma = ',';
      let spanComma = '';
      for (const span of spansOfScope) {
        yield spanComma + JSON.stringify(spanJson(span));
        spanComma = ',';
      }
      yield `]${schemaUrlJson(scope.schemaUrl)}}`;
    }
    yield `]${schemaUrlJson(resource.schemaUrl)}}`;
  }
}

const schemaUrlJson = (url: string | undefined): string =>
  url === undefined ? '' : `,"schemaUrl":${JSON.stringify(url)}`;

// JSON.stringify leaves out what is `undefined`.
const resourceJson = (resource: Resource) => ({
  attributes: attributesJson(resource.attributes),
  droppedAttributesCount: resource.droppedAttributes,
});

const scopeJson = (scope: Scope) => ({
  name: unlessEmpty(scope.name),
  version: unlessEmpty(scope.version),
  attributes: attributesJson(scope.attributes),
  droppedAttributesCount: scope.droppedAttributes,
});

const spanJson = (span: Span) => ({
  traceId: span.traceId,
  spanId: span.spanId,
  traceState: span.traceState,
  parentSpanId: span.parentSpanId,
  flags: span.flags,
  name: span.operation,
  kind: unlessZero(numberOfKind(span.kind)),
  startTimeUnixNano: nanosOf(span.startUs, span.startNs).toString(),
  endTimeUnixNano: nanosOf(endUs(span), span.endNs).toString(),
  attributes: attributesJson(span.attributes),
  droppedAttributesCount: span.dropped?.attributes,
  events: span.events.length === 0 ? undefined : span.events.map(eventJson),
  droppedEventsCount: span.dropped?.events,
  links: span.links.length === 0 ? undefined : span.links.map(linkJson),
  droppedLinksCount: span.dropped?.links,
  status: statusJson(span),
});

const statusJson = (span: Span) =>
  span.status === 'unset' && span.statusMessage === undefined
    ? undefined
    : { code: unlessZero(numberOfStatus(span.status)), message: span.statusMessage };

const eventJson = (event: SpanEvent) => ({
  timeUnixNano: nanosOf(event.timeUs, event.timeNs).toString(),
  name: event.name,
  attributes: attributesJson(event.attributes),
  droppedAttributesCount: event.droppedAttributes,
});

const linkJson = (link: SpanLink) => ({
  traceId: link.traceId,
  spanId: link.spanId,
  traceState: link.traceState,
  attributes: attributesJson(link.attributes),
  droppedAttributesCount: link.droppedAttributes,
  flags: link.flags,
});

const unlessZero = (value: number) => (value === 0 ? undefined : value);
const unlessEmpty = (text: string) => (text === '' ? undefined : text);

const attributesJson = (attributes: Attributes) =>
  attributes.size === 0 ? undefined : keyValuesJson(attributes);

const keyValuesJson = (attributes: Attributes): unknown[] =>
  Array.from(attributes, ([key, value]) => ({ key, value: valueJson(value) }));

// Recursion follows values, which decoders keep within `MAX_VALUE_DEPTH`.
function valueJson(value: AttributeValue): object {
  if (value === undefined) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: value.toString() };
  if (typeof value === 'number') return { doubleValue: doubleJson(value) };
  if (value instanceof Uint8Array) return { bytesValue: encodeBase64(value) };
  if (value instanceof Map) return { kvlistValue: { values: keyValuesJson(value) } };
  return { arrayValue: { values: Array.from(value as readonly AttributeValue[], valueJson) } };
}
