import { readSpanId } from './ids.ts';
import { formatQueryString, readParameter, readWholeNumber } from './queryString.ts';
import { formatRowRuns, readRowRuns } from './rowRuns.ts';

/** What a link to one trace says beside its id, which is in the path; `parse(format(x))` is `x`. */
export interface TraceUrl {
  /** Start of the trace, epoch milliseconds: where to look for it. */
  readonly atMs?: number;
  /** The selected span. */
  readonly spanId?: string;
  /** Which of the spans with that id, from 2 on; absent: the first, mostly the only one. */
  readonly spanCopy?: number;
  readonly collapsed: CollapsedRows;
  /** The stretch of time in sight; absent: all of it. */
  readonly zoom?: Zoom;
  /** The search inside the trace, as typed. */
  readonly q: string;
  /** Whether the span panel is shown. */
  readonly isPanelOpen: boolean;
  /** Whether idle stretches are drawn short. */
  readonly isFolding: boolean;
}

/**
 * Which rows are collapsed, as places in the ascending list of rows that have children: those
 * listed, or all but those listed. Either way a link stays short.
 */
export interface CollapsedRows {
  readonly isInverted: boolean;
  readonly places: readonly number[];
}

/** Microseconds since the start of the trace, to the nanosecond; the start before the end. */
interface Zoom {
  readonly fromUs: number;
  readonly toUs: number;
}

export const NONE_COLLAPSED: CollapsedRows = { isInverted: false, places: [] };

/** Servers refuse longer addresses; a layout that needs more is not worth a link. */
const MAX_COLLAPSED_LENGTH = 3_000;

/** Reads the query string of the page, with or without its `?`; a bad field falls back by itself. */
export function parseTraceUrl(search: string): TraceUrl {
  const parameters = new URLSearchParams(search);
  const atMs = readParameter(parameters, 'at', readWholeNumber);
  const span = readParameter(parameters, 'span', readSpan);
  const zoom = readParameter(parameters, 'zoom', readZoom);
  return {
    ...(atMs !== undefined && { atMs }),
    ...span,
    collapsed: readParameter(parameters, 'collapsed', readCollapsed) ?? NONE_COLLAPSED,
    ...(zoom !== undefined && { zoom }),
    q: parameters.get('q') ?? '',
    isPanelOpen: parameters.get('panel') !== '0',
    isFolding: parameters.get('fold') !== '0',
  };
}

/** The query string of a link, without the `?`; what is as usual is left out. */
export function formatTraceUrl(url: TraceUrl): string {
  return formatQueryString([
    ['at', url.atMs === undefined ? undefined : String(url.atMs)],
    ['span', formatSpan(url)],
    ['collapsed', formatCollapsed(url.collapsed)],
    ['zoom', url.zoom && `${toDecimals(url.zoom.fromUs)}~${toDecimals(url.zoom.toUs)}`],
    ['q', url.q === '' ? undefined : url.q],
    ['panel', url.isPanelOpen ? undefined : '0'],
    ['fold', url.isFolding ? undefined : '0'],
  ]);
}

/** The path and query string of a link to a trace, under the base path of the page. */
export function tracePath(traceId: string, url: TraceUrl): string {
  const search = formatTraceUrl(url);
  return search === '' ? `/trace/${traceId}` : `/trace/${traceId}?${search}`;
}

/** The shorter of both ways to say which rows are collapsed; `parentRows` ascending. */
export function toCollapsedRows(
  collapsed: ReadonlySet<number>,
  parentRows: ArrayLike<number>,
): CollapsedRows {
  const isInverted = collapsed.size * 2 > parentRows.length;
  const places: number[] = [];
  for (let place = 0; place < parentRows.length; place++) {
    if (collapsed.has(parentRows[place] ?? -1) !== isInverted) places.push(place);
  }
  return { isInverted, places };
}

/** The collapsed rows a link speaks of; places the trace does not have are nothing. */
export function fromCollapsedRows(
  { isInverted, places }: CollapsedRows,
  parentRows: ArrayLike<number>,
): ReadonlySet<number> {
  const listed = new Set(places);
  const collapsed = new Set<number>();
  for (let place = 0; place < parentRows.length; place++) {
    const row = parentRows[place];
    if (row !== undefined && listed.has(place) !== isInverted) collapsed.add(row);
  }
  return collapsed;
}

const SPAN_COPY = /^(\w+)~([2-9]|[1-9]\d{1,5})$/;

/** `00f067aa0ba902b7`, or `00f067aa0ba902b7~2` for the second span with that id. */
function readSpan(text: string): Pick<TraceUrl, 'spanId' | 'spanCopy'> | undefined {
  const [, id = text, copy] = SPAN_COPY.exec(text) ?? [];
  const spanId = readSpanId(id);
  if (spanId === undefined) return undefined;
  return copy === undefined ? { spanId } : { spanId, spanCopy: Number(copy) };
}

function formatSpan({ spanId, spanCopy }: TraceUrl): string | undefined {
  return spanId === undefined || spanCopy === undefined ? spanId : `${spanId}~${spanCopy}`;
}

function formatCollapsed({ isInverted, places }: CollapsedRows): string | undefined {
  if (!isInverted && places.length === 0) return undefined;
  const text = `${isInverted ? '~' : ''}${formatRowRuns(places)}`;
  return text.length > MAX_COLLAPSED_LENGTH ? undefined : text;
}

function readCollapsed(text: string): CollapsedRows | undefined {
  const isInverted = text.startsWith('~');
  const places = readRowRuns(isInverted ? text.slice(1) : text);
  return places && { isInverted, places };
}

const ZOOM = /^(\d{1,16}(?:\.\d{1,3})?)~(\d{1,16}(?:\.\d{1,3})?)$/;

function readZoom(text: string): Zoom | undefined {
  const [, from, to] = ZOOM.exec(text) ?? [];
  const fromUs = Number(from);
  const toUs = Number(to);
  return fromUs < toUs ? { fromUs, toUs } : undefined;
}

/** At most three decimals, never an exponent. */
function toDecimals(timeUs: number): string {
  return timeUs.toFixed(3).replace(/\.?0+$/, '');
}
