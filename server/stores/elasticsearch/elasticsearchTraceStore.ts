import type {
  BreakdownAnswer,
  FacetsAnswer,
  FieldsAnswer,
  FieldValuesAnswer,
  HistogramAnswer,
  SearchPage,
  StoreDescription,
} from '../../../shared/api/answers.ts';
import type { SpanLayout } from '../../../shared/columns/spanLayout.ts';
import type { SpanQuery } from '../../../shared/query/ast.ts';
import type { Span } from '../../../shared/span/span.ts';
import { type Clock, SYSTEM_CLOCK } from '../clock.ts';
import type { SummaryRules } from '../makeSummary.ts';
import {
  BadRequest,
  type BreakdownRequest,
  type FacetsRequest,
  type HistogramRequest,
  type PrefixRequest,
  type SearchRequest,
  type TraceRef,
  type TraceStore,
  type TraceSummaryAnswer,
} from '../traceStore.ts';
import type { AggregateParts } from './aggregates/aggregateParts.ts';
import { computeBreakdown } from './aggregates/breakdown.ts';
import { countFacets } from './aggregates/facets.ts';
import { computeHistogram } from './aggregates/histogram.ts';
import { DiscoveredSource } from './discovery/discoveredSource.ts';
import type { DiscoveryOverrides } from './discovery/discoverSpanIndices.ts';
import type { SpanAsk, SpanSource } from './discovery/spanSource.ts';
import { SearchRefused } from './engine/engineCall.ts';
import { EngineClient, type EngineClientOptions } from './engine/engineClient.ts';
import { EngineTraceMatches } from './matching/engineTraceMatches.ts';
import { SharedMatches } from './matching/sharedMatches.ts';
import { newestPage } from './search/newestPage.ts';
import { sortedPage } from './search/sortedPage.ts';
import { Suggestions } from './suggest/suggestions.ts';
import { EngineTraceBank } from './traces/engineTraceBank.ts';
import { matchSpans, readLayout, readSpans, traceSummary } from './traces/traceReading.ts';
import { readWholeTrace } from './traces/wholeTrace.ts';

export interface ElasticsearchStoreOptions {
  readonly engine: EngineClientOptions;
  /** What is not to be found out. */
  readonly overrides?: DiscoveryOverrides;
  /** When a trace counts as settled, after its last end. */
  readonly settleSeconds: number;
  readonly rules: SummaryRules;
  readonly clock?: Clock;
}

/** A store on an engine that need not answer yet: each call finds out whether it does. */
export function openElasticsearchStore(options: ElasticsearchStoreOptions): TraceStore {
  const { engine, overrides = {}, settleSeconds, rules, clock = SYSTEM_CLOCK } = options;
  const source = new DiscoveredSource(new EngineClient(engine), { overrides });
  source.start();
  const bank = new EngineTraceBank({ rules, settleDelayUs: settleSeconds * 1e6, clock });
  return new ElasticsearchTraceStore(source, bank, clock);
}

/** Longer than anybody looks at a bar that says how far a trace is read. */
const READING_MS = 600_000;

/** Spans that Jaeger wrote, read where they are: nothing is ever written. */
class ElasticsearchTraceStore implements TraceStore {
  readonly #source: SpanSource;
  readonly #bank: EngineTraceBank;
  readonly #aggregates: AggregateParts;
  readonly #suggestions: Suggestions;

  constructor(source: SpanSource, bank: EngineTraceBank, clock: Clock) {
    this.#source = source;
    this.#bank = bank;
    const matches = new SharedMatches(new EngineTraceMatches(bank), source);
    this.#aggregates = { matches, bank };
    this.#suggestions = new Suggestions(this.#aggregates, clock);
  }

  describe(signal: AbortSignal): Promise<StoreDescription> {
    return this.#source.describe(signal);
  }

  searchTraces(request: SearchRequest, signal: AbortSignal): Promise<SearchPage> {
    const page = request.sort === '-start' ? newestPage : sortedPage;
    return this.#call(signal, (ask) => page(request, this.#bank, ask));
  }

  facets(request: FacetsRequest, signal: AbortSignal): Promise<FacetsAnswer> {
    return this.#call(signal, (ask) => countFacets(request, ask, this.#aggregates));
  }

  histogram(request: HistogramRequest, signal: AbortSignal): Promise<HistogramAnswer> {
    return this.#call(signal, (ask) => computeHistogram(request, ask, this.#aggregates));
  }

  breakdown(request: BreakdownRequest, signal: AbortSignal): Promise<BreakdownAnswer> {
    return this.#call(signal, (ask) => computeBreakdown(request, ask, this.#aggregates));
  }

  fields(request: PrefixRequest, signal: AbortSignal): Promise<FieldsAnswer> {
    return this.#call(signal, (ask) => this.#suggestions.fields(request, ask));
  }

  fieldValues(
    request: PrefixRequest & { readonly field: string },
    signal: AbortSignal,
  ): Promise<FieldValuesAnswer> {
    return this.#call(signal, (ask) => this.#suggestions.fieldValues(request, ask));
  }

  traceSummary(trace: TraceRef, signal: AbortSignal): Promise<TraceSummaryAnswer | undefined> {
    return this.#call(signal, (ask) => traceSummary(trace, this.#bank, ask));
  }

  readTrace(trace: TraceRef, signal: AbortSignal): AsyncIterable<readonly Span[]> {
    return this.#read(signal, (ask) => readWholeTrace(trace, ask));
  }

  readLayout(trace: TraceRef, signal: AbortSignal): AsyncIterable<SpanLayout> {
    return this.#read(signal, (ask) => readLayout(trace, this.#bank, ask));
  }

  readSpans(trace: TraceRef, spanId: string, signal: AbortSignal): Promise<readonly Span[]> {
    return this.#call(signal, (ask) => readSpans(trace, spanId, ask));
  }

  matchSpans(trace: TraceRef, where: SpanQuery, signal: AbortSignal): Promise<readonly number[]> {
    return this.#call(signal, (ask) => matchSpans(trace, where, ask));
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  async #call<T>(signal: AbortSignal, work: (ask: SpanAsk) => Promise<T>): Promise<T> {
    const ask = await this.#source.begin(signal);
    try {
      return await work(ask);
    } catch (error) {
      signal.throwIfAborted();
      throw mendable(error);
    }
  }

  async *#read<T>(
    signal: AbortSignal,
    work: (ask: SpanAsk) => AsyncIterable<T>,
  ): AsyncGenerator<T, void, undefined> {
    const ask = await this.#source.begin(signal, READING_MS);
    try {
      yield* work(ask);
    } catch (error) {
      signal.throwIfAborted();
      throw mendable(error);
    }
  }
}

/** What the engine takes for a mistake and no part of the store has asked otherwise. */
function mendable(error: unknown): unknown {
  if (!(error instanceof SearchRefused)) return error;
  const said = error.type === '' ? '' : ` (${error.type})`;
  return new BadRequest(
    `The engine refuses this search${said}: ask for a shorter range, fewer values or a simpler query.`,
    { cause: error },
  );
}
