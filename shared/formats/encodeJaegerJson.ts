import { attributeText } from '../span/attributes.ts';
import type {
  Attributes,
  AttributeValue,
  Resource,
  Span,
  SpanEvent,
  SpanLink,
} from '../span/span.ts';
import { encodeBase64 } from './base64.ts';
import { doubleJson } from './doubleJson.ts';
import { serviceNameOf } from './jaegerProcess.ts';
import { WARNINGS_KEY } from './jaegerSpan.ts';

/**
 * The spans as Jaeger's query service would answer them, which is also what its
 * page downloads and opens: one object a trace, in order of first appearance.
 *
 * The format has no place for nanoseconds, negative durations (they become 0),
 * attributes of links and scopes, trace state and flags of links, schema URLs
 * and dropped counts; lists and maps become their JSON text.
 */
export function encodeJaegerJson(spans: readonly Span[]): string {
  let text = '';
  for (const piece of jaegerJsonPieces(spans)) text += piece;
  return text;
}

function* jaegerJsonPieces(spans: readonly Span[]): Generator<string> {
  yield HEAD;
  let comma = '';
  for (const [traceId, spansOfTrace] of groupByTrace(spans)) {
    const trace = new JaegerTraceJson(traceId);
    yield comma + trace.head();
    comma = ',';
    for (const span of spansOfTrace) yield trace.span(span);
    yield trace.tail();
  }
  yield TAIL;
}

/** The same for one trace that is read in batches: no batch is held longer than it takes to write it. */
export async function* jaegerJsonStream(
  traceId: string,
  batches: AsyncIterable<readonly Span[]>,
): AsyncGenerator<string> {
  const trace = new JaegerTraceJson(traceId);
  yield HEAD + trace.head();
  for await (const batch of batches) {
    for (const span of batch) yield trace.span(span);
  }
  yield trace.tail() + TAIL;
}

const HEAD = '{"data":[';
const TAIL = '],"total":0,"limit":0,"offset":0,"errors":null}';

/** One trace, written from its head to its tail; the processes its spans name come last. */
class JaegerTraceJson {
  private readonly traceId: string;
  private readonly processes = new ProcessTable();
  private comma = '';

  constructor(traceId: string) {
    this.traceId = traceId;
  }

  head(): string {
    return `{"traceID":${JSON.stringify(this.traceId)},"spans":[`;
  }

  span(span: Span): string {
    const json = this.comma + JSON.stringify(spanJson(span, this.processes.idOf(span.resource)));
    this.comma = ',';
    return json;
  }

  tail(): string {
    return `],"processes":${this.processes.json()},"warnings":null}`;
  }
}

function groupByTrace(spans: readonly Span[]): ReadonlyMap<string, readonly Span[]> {
  const traces = new Map<string, Span[]>();
  for (const span of spans) {
    const known = traces.get(span.traceId);
    if (known === undefined) traces.set(span.traceId, [span]);
    else known.push(span);
  }
  return traces;
}

/** Gives equal resources one id, also when they are different objects. */
class ProcessTable {
  private readonly ids = new Map<Resource, string>();
  private readonly idOfJson = new Map<string, string>();

  idOf(resource: Resource): string {
    const known = this.ids.get(resource);
    if (known !== undefined) return known;
    const json = processJson(resource);
    const id = this.idOfJson.get(json) ?? `p${this.idOfJson.size + 1}`;
    this.idOfJson.set(json, id);
    this.ids.set(resource, id);
    return id;
  }

  json(): string {
    return `{${Array.from(this.idOfJson, ([json, id]) => `"${id}":${json}`).join(',')}}`;
  }
}

function processJson(resource: Resource): string {
  const tags = tagsOf(resource.attributes).filter(({ key }) => key !== 'service.name');
  return JSON.stringify({ serviceName: serviceNameOf(resource), tags });
}

interface Tag {
  readonly key: string;
  readonly type: 'string' | 'bool' | 'int64' | 'float64' | 'binary';
  readonly value: string | boolean | number;
}

const spanJson = (span: Span, processID: string) => ({
  traceID: span.traceId,
  spanID: span.spanId,
  flags: span.flags,
  operationName: span.operation,
  references: referencesOf(span),
  startTime: span.startUs,
  duration: Math.max(0, span.durationUs),
  tags: spanTags(span),
  logs: span.events.map(logOf),
  processID,
  warnings: warningsOf(span),
});

function referencesOf(span: Span) {
  const links = span.links.map((link) => ({
    refType: isChildOf(link) ? 'CHILD_OF' : 'FOLLOWS_FROM',
    traceID: link.traceId,
    spanID: link.spanId,
  }));
  if (span.parentSpanId === undefined) return links;
  const parent = { refType: 'CHILD_OF', traceID: span.traceId, spanID: span.parentSpanId };
  return [parent, ...links];
}

const isChildOf = (link: SpanLink): boolean =>
  link.attributes.get('opentracing.ref_type') === 'child_of';

function spanTags(span: Span): readonly Tag[] {
  const tags: Tag[] = [];
  if (span.scope.name !== '') tags.push(textTag('otel.scope.name', span.scope.name));
  if (span.scope.version !== '') tags.push(textTag('otel.scope.version', span.scope.version));
  for (const [key, value] of span.attributes) {
    if (key !== WARNINGS_KEY || !isTextList(value)) tags.push(tagOf(key, value));
  }
  if (span.kind !== 'unspecified') tags.push(textTag('span.kind', span.kind));
  if (span.status === 'ok') tags.push(textTag('otel.status_code', 'OK'));
  if (span.status === 'error') tags.push({ key: 'error', type: 'bool', value: true });
  if (span.statusMessage !== undefined) {
    tags.push(textTag('otel.status_description', span.statusMessage));
  }
  if (span.traceState !== undefined) tags.push(textTag('w3c.tracestate', span.traceState));
  return tags;
}

function logOf(event: SpanEvent) {
  const fields = tagsOf(event.attributes);
  const isNamed = event.name !== '' && !event.attributes.has('event');
  return {
    timestamp: event.timeUs,
    fields: isNamed ? [textTag('event', event.name), ...fields] : fields,
  };
}

function warningsOf(span: Span): readonly string[] | null {
  const warnings = span.attributes.get(WARNINGS_KEY);
  return isTextList(warnings) ? warnings : null;
}

const isTextList = (value: AttributeValue): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');

const tagsOf = (attributes: Attributes): readonly Tag[] =>
  Array.from(attributes, ([key, value]) => tagOf(key, value));

const textTag = (key: string, value: string): Tag => ({ key, type: 'string', value });

function tagOf(key: string, value: AttributeValue): Tag {
  if (typeof value === 'string') return textTag(key, value);
  if (typeof value === 'boolean') return { key, type: 'bool', value };
  if (typeof value === 'bigint') return { key, type: 'int64', value: int64Json(value) };
  if (typeof value === 'number') return { key, type: 'float64', value: doubleJson(value) };
  if (value instanceof Uint8Array) return { key, type: 'binary', value: encodeBase64(value) };
  return textTag(key, attributeText(value));
}

// Jaeger writes as text what JavaScript could not read as a number.
function int64Json(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
