import {
  type AttributeValue,
  NO_SCOPE,
  type Resource,
  type Span,
  type SpanEvent,
  type SpanKind,
  type SpanLink,
  type SpanStatus,
} from '../span/span.ts';
import { type Token, tokensOf } from './spanTokens.ts';

export interface TextTraceOptions {
  /** 32 lower-case hex digits. */
  readonly traceId?: string;
  /** Epoch microseconds of column 0. */
  readonly startUs?: number;
  /** Microseconds one character of a time line stands for. */
  readonly columnUs?: number;
}

export const TEXT_TRACE_ID = 'a1'.repeat(16);
export const OTHER_TRACE_ID = 'b2'.repeat(16);
export const TEXT_START_US = Date.UTC(2026, 0, 5, 9) * 1_000;

/**
 * A trace drawn as text, one line a span: operation and service, time line, and
 * what else there is to say. Indentation makes the tree.
 *
 *     device_publish @sensor    |--        | producer device.id=s-1 mqtt.qos=1
 *       broker_forward @emqx    |  -       | mqtt.broker=eu-1
 *         evaluate @rules       |     ---  | error:"no such rule" rule.name=store
 *
 * Each column of a time line is a millisecond unless said otherwise, and a line may
 * say its times in words instead: `|3.1s +12ms|`. After it, in any order: a kind;
 * `ok`, `error` or `error:"message"`; `key=value`; `resource:key=value`;
 * `event:name` and `event:name:key=value`; `link:TRACE/SPAN`; `id:SPAN`;
 * `parent:SPAN`, `root`; `scope:name`; `flags:257`. Ids are hex and
 * filled up with zeros. Values are text when quoted (single
 * quotes may hold double ones), else what they look like.
 */
export function traceFromText(text: string, options: TextTraceOptions = {}): readonly Span[] {
  const spans: Span[] = [];
  const above: { readonly indent: number; readonly spanId: string }[] = [];
  const resources = new Map<string, Resource>();
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  for (const line of lines) {
    const indent = line.search(/\S/);
    while (above.length > 0 && (above.at(-1)?.indent ?? 0) >= indent) above.pop();
    const place = { spanId: hexId(String(spans.length + 1)), parentSpanId: above.at(-1)?.spanId };
    const span = spanFromLine(line, place, resources, options);
    above.push({ indent, spanId: span.spanId });
    spans.push(span);
  }
  return spans;
}

/** `7` → `0000000000000007`. */
function hexId(digits: string): string {
  return digits.padStart(16, '0');
}

const KINDS: ReadonlySet<string> = new Set([
  'unspecified',
  'internal',
  'server',
  'client',
  'producer',
  'consumer',
]);

interface Place {
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
}

function spanFromLine(
  line: string,
  place: Place,
  resources: Map<string, Resource>,
  options: TextTraceOptions,
): Span {
  const [head = '', times = '', tail = ''] = splitLine(line);
  const [operation = '', service = 'service'] = head.trim().split(/\s+@/);
  const said = readTokens(tokensOf(tail));
  const { startUs, durationUs } = readTimes(times, options.columnUs ?? 1_000);
  const parentSpanId = said.parentSpanId === undefined ? place.parentSpanId : said.parentSpanId;
  return {
    traceId: options.traceId ?? TEXT_TRACE_ID,
    spanId: said.spanId ?? place.spanId,
    ...(parentSpanId && { parentSpanId }),
    operation,
    kind: said.kind,
    startUs: (options.startUs ?? TEXT_START_US) + startUs,
    durationUs,
    status: said.status,
    ...(said.statusMessage !== undefined && { statusMessage: said.statusMessage }),
    attributes: said.attributes,
    resource: shareResource(service, said.resource, resources),
    scope: said.scope === undefined ? NO_SCOPE : { ...NO_SCOPE, name: said.scope },
    events: said.events.map(({ name, attributes }): SpanEvent => {
      return { name, timeUs: (options.startUs ?? TEXT_START_US) + startUs, attributes };
    }),
    links: said.links,
    ...(said.flags !== undefined && { flags: said.flags }),
  };
}

function splitLine(line: string): readonly string[] {
  const from = line.indexOf('|');
  const to = line.indexOf('|', from + 1);
  if (from === -1 || to === -1) throw new Error(`no time line between two | in: ${line}`);
  return [line.slice(0, from), line.slice(from + 1, to), line.slice(to + 1)];
}

interface Said {
  kind: SpanKind;
  status: SpanStatus;
  statusMessage?: string;
  spanId?: string;
  /** Empty for `root`. */
  parentSpanId?: string;
  scope?: string;
  flags?: number;
  readonly attributes: Map<string, AttributeValue>;
  readonly resource: Map<string, AttributeValue>;
  readonly events: { readonly name: string; readonly attributes: Map<string, AttributeValue> }[];
  readonly links: SpanLink[];
}

function readTokens(tokens: readonly Token[]): Said {
  const said: Said = {
    kind: 'internal',
    status: 'unset',
    attributes: new Map(),
    resource: new Map(),
    events: [],
    links: [],
  };
  for (const token of tokens) readToken(token, said);
  return said;
}

function readToken({ name, detail, key, value }: Token, said: Said): void {
  if (name === undefined) said.attributes.set(key ?? '', value);
  else if (isKind(name)) said.kind = name;
  else if (name === 'ok') said.status = 'ok';
  else if (name === 'error') {
    said.status = 'error';
    if (detail !== undefined) said.statusMessage = detail;
  } else if (name === 'resource') said.resource.set(key ?? '', value);
  else if (name === 'event') {
    const attributes = new Map<string, AttributeValue>();
    if (key !== undefined) attributes.set(key, value);
    said.events.push({ name: detail ?? '', attributes });
  } else if (name === 'link') said.links.push(linkTo(detail ?? ''));
  else if (name === 'id') said.spanId = hexId(detail ?? '');
  else if (name === 'parent') said.parentSpanId = hexId(detail ?? '');
  else if (name === 'root') said.parentSpanId = '';
  else if (name === 'scope') said.scope = detail ?? '';
  else if (name === 'flags') said.flags = Number(detail);
  else throw new Error(`not understood: ${name}`);
}

function isKind(name: string): name is SpanKind {
  return KINDS.has(name);
}

function linkTo(target: string): SpanLink {
  const [traceId = '', spanId = ''] = target.split('/');
  return { traceId: traceId.padStart(32, '0'), spanId: hexId(spanId), attributes: new Map() };
}

function readTimes(text: string, columnUs: number): { startUs: number; durationUs: number } {
  const words = text.trim().split(/\s+/);
  const [start = '', duration = ''] = words;
  if (/\d/.test(start)) {
    return { startUs: readDuration(start), durationUs: readDuration(duration.replace('+', '')) };
  }
  const drawn = text.trimEnd();
  const from = drawn.search(/\S/);
  if (from === -1) throw new Error('an empty time line');
  return { startUs: from * columnUs, durationUs: (drawn.length - from) * columnUs };
}

const UNIT_US: Readonly<Record<string, number>> = { us: 1, ms: 1_000, s: 1_000_000, m: 60_000_000 };

function readDuration(text: string): number {
  const [, amount = '0', unit = 'ms'] = /^(-?[\d.]+)([a-z]*)$/.exec(text) ?? [];
  return Math.round(Number(amount) * (UNIT_US[unit] ?? 1_000));
}

function shareResource(
  service: string,
  attributes: ReadonlyMap<string, AttributeValue>,
  known: Map<string, Resource>,
): Resource {
  const key = [
    service,
    ...[...attributes].map(([name, value]) => `${name}=${String(value)}`),
  ].join();
  const shared = known.get(key);
  if (shared !== undefined) return shared;
  const resource = { service, attributes: new Map([['service.name', service], ...attributes]) };
  known.set(key, resource);
  return resource;
}
