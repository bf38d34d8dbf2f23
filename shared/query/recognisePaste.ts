import { LATEST_US } from '../time/range.ts';
import { parseDurationUs, US_PER_MS } from '../time/units.ts';
import type { Pattern, SpanQuery } from './ast.ts';
import { parseSpanQuery } from './parser.ts';
import { printQuery, printSpanQuery, printValue } from './print.ts';

/** Where a pasted text leads, when it is more than a query. */
export type PasteTarget =
  | {
      readonly kind: 'trace';
      /** 32 lower-case hex digits. */
      readonly traceId: string;
      readonly spanId?: string;
      /** Start of the trace, epoch milliseconds, where the link says so. */
      readonly atMs?: number;
      /** What was looked for inside the trace, in the query language. */
      readonly find?: string;
    }
  | {
      readonly kind: 'search';
      /** In the query language. */
      readonly q: string;
      /** The window, epoch milliseconds; both or neither. */
      readonly fromMs?: number;
      readonly toMs?: number;
      /** A relative start, `now-2h`, when there is no window. */
      readonly last?: string;
    }
  /** A link of ours: path and query string below the base path. */
  | { readonly kind: 'own'; readonly path: string };

/** Where this page is served, to know its own links. */
export interface OwnAddress {
  readonly origin: string;
  /** Starts and ends with a slash. */
  readonly basePath: string;
}

/**
 * Recognises a trace id (32 hex digits, or 16 as older Jaeger wrote them), a `traceparent`, a link
 * to a trace or to a search in Jaeger wherever it is served, and our own links. Anything else is
 * `undefined`: a query.
 */
export function recognisePaste(text: string, own?: OwnAddress): PasteTarget | undefined {
  const pasted = text.trim();
  if (pasted.length > MAX_PASTE_LENGTH) return undefined;
  const traceId = TRACE_ID.test(pasted) ? toTraceId(pasted) : undefined;
  if (traceId !== undefined) return { kind: 'trace', traceId };
  return recogniseTraceparent(pasted) ?? recogniseLink(pasted, own);
}

const MAX_PASTE_LENGTH = 20_000;

const TRACE_ID = /^(?:[0-9a-f]{32}|[0-9a-f]{16})$/i;
const TRACEPARENT =
  /^(?:traceparent\s*[:=]\s*)?"?(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-\S*?)?"?$/i;
/** `/trace/<id>` of both pages and `/api/traces/<id>`, below any base path. */
const TRACE_PATH = /\/(?:trace|api\/traces)\/([0-9a-f]{1,32})\/?$/i;
const SEARCH_PATH = /\/search\/?$/;

function recogniseTraceparent(text: string): PasteTarget | undefined {
  const [, id = '', parent = ''] = TRACEPARENT.exec(text) ?? [];
  const traceId = toTraceId(id);
  if (traceId === undefined) return undefined;
  const spanId = readSpanId(parent);
  return spanId === undefined ? { kind: 'trace', traceId } : { kind: 'trace', traceId, spanId };
}

function recogniseLink(text: string, own: OwnAddress | undefined): PasteTarget | undefined {
  if (!/^https?:\/\/\S+$/i.test(text)) return undefined;
  const url = parseUrl(text);
  if (url === undefined) return undefined;
  if (own !== undefined && url.origin === own.origin && url.pathname.startsWith(own.basePath)) {
    const path = `/${url.pathname.slice(own.basePath.length)}`;
    if (path === '/' || path.startsWith('/trace/')) return { kind: 'own', path: path + url.search };
  }
  const traceId = toTraceId(TRACE_PATH.exec(url.pathname)?.[1] ?? '');
  if (traceId !== undefined) return linkedTrace(traceId, url.searchParams);
  return SEARCH_PATH.test(url.pathname) ? linkedSearch(url.searchParams) : undefined;
}

function linkedTrace(traceId: string, parameters: URLSearchParams): PasteTarget {
  const spanId = readSpanId(parameters.get('span') ?? '');
  const atMs = readWholeNumber(parameters.get('at'));
  const find = parameters.has('uiFind')
    ? printSpanQuery(anyWord(parameters.get('uiFind') ?? ''))
    : (parameters.get('q') ?? '');
  return {
    kind: 'trace',
    traceId,
    ...(spanId !== undefined && { spanId }),
    ...(atMs !== undefined && { atMs }),
    ...(find !== '' && { find }),
  };
}

/** Jaeger's search asks all of its conditions of one span, which is what braces mean. */
function linkedSearch(parameters: URLSearchParams): PasteTarget | undefined {
  const ids = parameters.getAll('traceID').flatMap((id) => toTraceId(id) ?? []);
  const [only, ...more] = ids;
  if (only !== undefined && more.length === 0) return { kind: 'trace', traceId: only };
  const terms: SpanQuery[] = [
    ...tagTerm('service', parameters.get('service')),
    ...operationTerm(parameters.get('operation')),
    ...tagsOf(parameters).flatMap(([key, value]) => tagTerm(key, value)),
    ...durationTerm('>=', parameters.get('minDuration')),
    ...durationTerm('<=', parameters.get('maxDuration')),
  ];
  if (terms.length === 0 && !parameters.has('lookback') && !parameters.has('start')) {
    return undefined;
  }
  return { kind: 'search', q: writeTerms(terms), ...windowOf(parameters) };
}

function writeTerms(terms: readonly SpanQuery[]): string {
  const [first, ...more] = terms;
  if (first === undefined) return '';
  if (more.length === 0) return printQuery(first);
  return printQuery({ kind: 'sameSpan', node: { kind: 'and', nodes: terms } });
}

/** `tags={"k":"v"}` and `tag=k:v`, as the page and the API of Jaeger send them. */
function tagsOf(parameters: URLSearchParams): readonly (readonly [string, string])[] {
  const pairs = parameters.getAll('tag').map((tag): readonly [string, string] => {
    const colon = tag.indexOf(':');
    return colon < 0 ? [tag, ''] : [tag.slice(0, colon), tag.slice(colon + 1)];
  });
  for (const text of parameters.getAll('tags')) {
    const tags = parseJson(text);
    if (typeof tags !== 'object' || tags === null) continue;
    for (const [key, value] of Object.entries(tags)) pairs.push([key, String(value)]);
  }
  return pairs.filter(([key]) => key !== '');
}

function operationTerm(operation: string | null): readonly SpanQuery[] {
  return operation === 'all' ? [] : tagTerm('operation', operation);
}

/** Jaeger reads a tag's value as a regular expression; people use `.*`, which is our star. */
function tagTerm(key: string, value: string | null): readonly SpanQuery[] {
  if (value === null || value === '') return [];
  const written = printWildcard({ parts: value.split(/(?:\.\*)+/) });
  const term = parseSpanQuery(`${key}=${written}`);
  if (term.ok && isOneTerm(term.value)) return [term.value];
  const quoted = parseSpanQuery(`"${key.replace(/["\\]/g, '\\$&')}"=${written}`);
  return quoted.ok ? [quoted.value] : [];
}

const printWildcard = ({ parts }: Pattern) =>
  parts.length === 1
    ? printValue(parts[0] ?? '')
    : parts.map((part) => (part === '' ? '' : printValue(part))).join('*');

/** A key with spaces or operators in it falls into several terms unless it is quoted. */
function isOneTerm(query: SpanQuery): boolean {
  return query.kind === 'attribute' || query.kind === 'spanField';
}

function durationTerm(op: '>=' | '<=', text: string | null): readonly SpanQuery[] {
  const durationUs = text === null ? undefined : parseDurationUs(text);
  if (text === null || durationUs === undefined) return [];
  return [{ kind: 'spanField', field: 'duration', test: { op, value: durationUs, text } }];
}

/** The words of Jaeger's search inside a trace: any of them, anywhere. */
function anyWord(text: string): SpanQuery {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const nodes = words.map((word): SpanQuery => ({ kind: 'text', text: word }));
  const [first, ...more] = nodes;
  if (first === undefined) return { kind: 'all' };
  return more.length === 0 ? first : { kind: 'or', nodes };
}

/** Links carry the window they were made for beside its label; the window is what was seen. */
function windowOf(parameters: URLSearchParams): {
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly last?: string;
} {
  const startUs = readWholeNumber(parameters.get('start'));
  const endUs = readWholeNumber(parameters.get('end'));
  if (startUs !== undefined && endUs !== undefined && startUs < endUs && endUs <= LATEST_US) {
    return { fromMs: Math.floor(startUs / US_PER_MS), toMs: Math.ceil(endUs / US_PER_MS) };
  }
  const [, count = '', unit] = /^(\d{1,5})([smhdw])$/.exec(parameters.get('lookback') ?? '') ?? [];
  if (unit === undefined) return {};
  return { last: unit === 'w' ? `now-${Number(count) * 7}d` : `now-${count}${unit}` };
}

/** Older Jaeger ids have 64 bits, and Jaeger leaves zeros in front out. */
function toTraceId(text: string): string | undefined {
  const traceId = text.toLowerCase().padStart(32, '0');
  return text === '' || /^0+$/.test(traceId) ? undefined : traceId;
}

function readSpanId(text: string): string | undefined {
  return /^[0-9a-f]{16}$/i.test(text) && !/^0+$/.test(text) ? text.toLowerCase() : undefined;
}

function readWholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$|^[1-8]\d{15}$/.test(text) ? Number(text) : undefined;
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
