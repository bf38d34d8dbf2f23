import type {
  BreakdownAnswer,
  BreakdownSort,
  FacetsAnswer,
  FieldsAnswer,
  FieldValuesAnswer,
  HistogramAnswer,
  SearchPage,
  SearchSort,
  StoreDescription,
} from '../../shared/api/answers.ts';
import type { Completeness } from '../../shared/api/completeness.ts';

import type { SpanLayout } from '../../shared/columns/spanLayout.ts';
import { runSteps, type Steps } from '../../shared/formats/steps.ts';
import type { Query, SpanQuery } from '../../shared/query/ast.ts';
import type { Span } from '../../shared/span/span.ts';
import type { TraceSummary } from '../../shared/summary/traceSummary.ts';

/**
 * The port every span store implements; `traceStore.contract.ts` is the suite
 * each one passes. Every call takes an `AbortSignal`, stops its engine when it
 * fires and then rejects with the signal's reason. An engine that cannot answer
 * rejects with `StoreUnavailable`; what a caller can mend (a foreign cursor, an
 * unknown field) rejects with `BadRequest`.
 */
export interface TraceStore {
  describe(signal: AbortSignal): Promise<StoreDescription>;
  searchTraces(request: SearchRequest, signal: AbortSignal): Promise<SearchPage>;
  facets(request: FacetsRequest, signal: AbortSignal): Promise<FacetsAnswer>;
  histogram(request: HistogramRequest, signal: AbortSignal): Promise<HistogramAnswer>;
  breakdown(request: BreakdownRequest, signal: AbortSignal): Promise<BreakdownAnswer>;
  /** Attribute keys and built-in fields that start with the prefix, most frequent first. */
  fields(request: PrefixRequest, signal: AbortSignal): Promise<FieldsAnswer>;
  /** Values of one field or attribute that start with the prefix, most frequent first. */
  fieldValues(
    request: PrefixRequest & { readonly field: string },
    signal: AbortSignal,
  ): Promise<FieldValuesAnswer>;
  /** The stored or freshly made summary; `undefined` when no span of the trace is known. */
  traceSummary(trace: TraceRef, signal: AbortSignal): Promise<TraceSummaryAnswer | undefined>;
  /** Whole spans in batches, in no promised order; an empty stream when the trace is unknown. */
  readTrace(trace: TraceRef, signal: AbortSignal): AsyncIterable<readonly Span[]>;
  /** The little that drawing needs, in the order of `readTrace`'s spans; much cheaper than it. */
  readLayout(trace: TraceRef, signal: AbortSignal): AsyncIterable<SpanLayout>;
  /** All spans of the trace with this id: more than one when ids are duplicated. */
  readSpans(trace: TraceRef, spanId: string, signal: AbortSignal): Promise<readonly Span[]>;
  /** Positions, in the order of `readLayout`, of the spans the query holds on; ascending. */
  matchSpans(trace: TraceRef, where: SpanQuery, signal: AbortSignal): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** A store that takes spans in, beside answering. */
export interface WritableTraceStore extends TraceStore {
  /** Resolves when the batch would survive the process being killed. */
  append(spans: AppendedSpans, options?: AppendOptions): Promise<void>;
  /** Deletes everything; for the end of the demo. */
  clear(): Promise<void>;
  /** `demo` while every span that is stored came with `isDemo`. */
  contents(): Promise<'nothing' | 'demo' | 'spans'>;
}

export type AppendedSpans = readonly Span[] | UndecodedSpans;

/**
 * Spans that are decoded when they are stored: what waits is smaller as bytes, and spans that are
 * soon done with never grow old in the heap.
 */
export interface UndecodedSpans {
  /** How many they are, about; at least one. */
  readonly likelyCount: number;
  /** Called once at most. What it throws rejects this batch alone. */
  decode(): Steps<readonly Span[]>;
}

export const decodedSpans = (appended: AppendedSpans): readonly Span[] =>
  'decode' in appended ? runSteps(appended.decode()) : appended;

export interface AppendOptions {
  /** Epoch microseconds at which the batch arrived; now unless a simulated past is written. */
  readonly arrivedUs?: number;
  /** Spans of the built-in demo fleet, so that the store knows when it holds nothing else. */
  readonly isDemo?: boolean;
}

export interface TraceRef {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** Trace start, epoch milliseconds, when the caller knows it. */
  readonly atMs?: number;
}

/** Trace start in `[fromUs, toUs)`, epoch microseconds. */
export interface TimeRange {
  readonly fromUs: number;
  readonly toUs: number;
}

export interface SearchRequest extends TimeRange {
  readonly where: Query;
  readonly sort: SearchSort;
  /** 1 to 1,000. */
  readonly limit: number;
  /** `nextCursor` of an earlier page of the same query, range and sort. */
  readonly cursor?: string;
}

export interface FacetsRequest extends TimeRange {
  readonly where: Query;
  /** Facet fields (`FACET_FIELDS`) or attribute keys. */
  readonly fields: readonly string[];
  /** Values a field, 1 to 1,000. */
  readonly size: number;
}

export interface HistogramRequest extends TimeRange {
  readonly where: Query;
  /** 1 to 1,000. */
  readonly buckets: number;
}

export interface BreakdownRequest extends TimeRange {
  readonly where: Query;
  readonly by: string;
  readonly sort: BreakdownSort;
  /** 1 to 1,000. */
  readonly limit: number;
}

export interface PrefixRequest {
  readonly prefix: string;
  /** 1 to 1,000. */
  readonly limit: number;
}

export interface TraceSummaryAnswer {
  readonly summary: TraceSummary;
  readonly completeness: Completeness;
}

/** The engine behind a store does not answer; mapped to 503 in one place. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** The same, with a message that may be shown to everybody: no address, no path, no user in it. */
export class EngineUnavailable extends StoreUnavailable {}

/** The caller asked for something that cannot be; mapped to 400 in one place. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
}
