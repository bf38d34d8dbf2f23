import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  FacetsAnswer,
  FieldsAnswer,
  FieldValuesAnswer,
  HistogramAnswer,
  MatchesAnswer,
  SearchPage,
  SearchSort,
  SourceAnswer,
  SpanDetail,
  TraceAnswer,
} from '../../../shared/api/answers.ts';
import { apiUrl, getJson } from './client.ts';

/** A query over a window that no longer moves: every panel and every page of a search agree on it. */
export interface Scope {
  readonly q: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The first page is small and fast; whoever scrolls on gets more at a time. */
const FIRST_PAGE_SIZE = 50;
const NEXT_PAGE_SIZE = 200;

export function sourceQuery() {
  return queryOptions({
    queryKey: ['source'],
    queryFn: ({ signal }) => getJson<SourceAnswer>(apiUrl('source'), signal),
    refetchInterval: 30_000,
    staleTime: 10_000,
  });
}

export function searchQuery(scope: Scope, sort: SearchSort) {
  return infiniteQueryOptions({
    queryKey: ['search', scope, sort],
    queryFn: ({ pageParam, signal }) =>
      getJson<SearchPage>(
        apiUrl('search', {
          ...toParameters(scope),
          sort,
          limit: pageParam === undefined ? FIRST_PAGE_SIZE : NEXT_PAGE_SIZE,
          cursor: pageParam,
        }),
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

export function facetsQuery(scope: Scope, fields: readonly string[], size: number) {
  return queryOptions({
    queryKey: ['facets', scope, fields, size],
    queryFn: ({ signal }) =>
      getJson<FacetsAnswer>(
        apiUrl('facets', {
          ...toParameters(scope),
          fields: fields.map(escapeComma).join(','),
          size,
        }),
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

export function histogramQuery(scope: Scope, buckets: number) {
  return queryOptions({
    queryKey: ['histogram', scope, buckets],
    queryFn: ({ signal }) =>
      getJson<HistogramAnswer>(apiUrl('histogram', { ...toParameters(scope), buckets }), signal),
    placeholderData: keepPreviousData,
  });
}

/** How many traces match, without reading any but one of them. */
export function countQuery(scope: Scope) {
  return queryOptions({
    queryKey: ['count', scope],
    queryFn: ({ signal }) =>
      getJson<SearchPage>(apiUrl('search', { ...toParameters(scope), limit: 1 }), signal),
    select: (page) => page.total,
  });
}

/** How many traces of a range that moves with the clock match: asked again, it is another range. */
export function newestCountQuery(q: string, last: string) {
  const from = { q: q === '' ? undefined : q, from: last, to: 'now' };
  return queryOptions({
    queryKey: ['newestCount', q, last],
    queryFn: ({ signal }) => getJson<SearchPage>(apiUrl('search', { ...from, limit: 1 }), signal),
    select: (page) => page.total.value,
    gcTime: 0,
  });
}

/** How many traces match, and where the first and the last of them lie; no places when none does. */
export interface Extent {
  readonly total: SearchPage['total'];
  readonly firstStartUs?: number;
  readonly lastStartUs?: number;
}

export function extentQuery(scope: Scope) {
  return queryOptions({
    queryKey: ['extent', scope],
    queryFn: async ({ signal }): Promise<Extent> => {
      const end = (sort: SearchSort) =>
        getJson<SearchPage>(apiUrl('search', { ...toParameters(scope), sort, limit: 1 }), signal);
      const [oldest, newest] = await Promise.all([end('start'), end('-start')]);
      const [first] = oldest.traces;
      const [last] = newest.traces;
      const { total } = newest;
      return first && last
        ? { total, firstStartUs: first.startUs, lastStartUs: last.startUs }
        : { total };
    },
  });
}

export function fieldsQuery(prefix: string, limit = 20) {
  return queryOptions({
    queryKey: ['fields', prefix, limit],
    queryFn: ({ signal }) => getJson<FieldsAnswer>(apiUrl('fields', { prefix, limit }), signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

export function fieldValuesQuery(field: string, prefix: string, limit = 20) {
  return queryOptions({
    queryKey: ['fieldValues', field, prefix, limit],
    queryFn: ({ signal }) =>
      getJson<FieldValuesAnswer>(
        apiUrl(`fields/${encodeURIComponent(field)}/values`, { prefix, limit }),
        signal,
      ),
    staleTime: 30_000,
  });
}

/** `atMs`, the start of the trace when the link carried it, keeps the look-up to the right days. */
export function traceQuery(traceId: string, atMs?: number) {
  return queryOptions({
    queryKey: ['trace', traceId],
    queryFn: ({ signal }) => getJson<TraceAnswer>(apiUrl(tracePath(traceId), { at: atMs }), signal),
  });
}

export function spanQuery(traceId: string, spanId: string, atMs?: number) {
  return queryOptions({
    queryKey: ['trace', traceId, 'span', spanId],
    queryFn: ({ signal }) =>
      getJson<SpanDetail>(
        apiUrl(`${tracePath(traceId)}/spans/${encodeURIComponent(spanId)}`, { at: atMs }),
        signal,
      ),
    placeholderData: keepPreviousData,
  });
}

/** `rowCount` of the layout in sight: the rows of a trace that has grown are other rows. */
export function matchesQuery(traceId: string, q: string, rowCount: number, atMs?: number) {
  return queryOptions({
    queryKey: ['trace', traceId, 'matches', q, rowCount],
    queryFn: ({ signal }) =>
      getJson<MatchesAnswer>(apiUrl(`${tracePath(traceId)}/matches`, { q, at: atMs }), signal),
    placeholderData: keepPreviousData,
  });
}

/** Where the binary layout of a trace streams from. */
export function columnsUrl(traceId: string, atMs?: number): string {
  return apiUrl(`${tracePath(traceId)}/columns`, { at: atMs });
}

/** Where a trace downloads from. */
export function exportUrl(traceId: string, format: 'jaeger' | 'otlp', atMs?: number): string {
  return apiUrl(`${tracePath(traceId)}/export`, { format, at: atMs });
}

function escapeComma(name: string): string {
  return name.replaceAll(',', '\\,');
}

function tracePath(traceId: string): string {
  return `traces/${encodeURIComponent(traceId)}`;
}

function toParameters({ q, fromMs, toMs }: Scope) {
  return { q: q === '' ? undefined : q, from: fromMs, to: toMs };
}
