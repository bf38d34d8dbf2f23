import type {
  BreakdownAnswer,
  FacetsAnswer,
  FieldsAnswer,
  FieldValuesAnswer,
  HistogramAnswer,
  SearchPage,
  StoreDescription,
} from '../../../shared/api/answers.ts';
import { COMPLETE } from '../../../shared/api/completeness.ts';
import type { SpanLayout } from '../../../shared/columns/spanLayout.ts';
import type { Thresholds } from '../../../shared/findings/thresholds.ts';
import type { Route } from '../../../shared/pipeline/routes.ts';
import type { SpanQuery } from '../../../shared/query/ast.ts';
import type { Span } from '../../../shared/span/span.ts';
import { type Clock, SYSTEM_CLOCK } from '../clock.ts';
import type {
  AppendedSpans,
  AppendOptions,
  BreakdownRequest,
  FacetsRequest,
  HistogramRequest,
  PrefixRequest,
  SearchRequest,
  TimeRange,
  TraceRef,
  TraceSummaryAnswer,
  WritableTraceStore,
} from '../traceStore.ts';
import { StoreUnavailable } from '../traceStore.ts';
import { computeBreakdown } from './breakdown.ts';
import { describeFailed, describeStore } from './describe.ts';
import { countFacets } from './facets.ts';
import { computeHistogram } from './histogram.ts';
import { matchTraceSpans } from './matchSpans.ts';
import type { Reader } from './reader.ts';
import { searchPage } from './search.ts';
import type { Session } from './session.ts';
import { SessionKeeper } from './sessionKeeper.ts';
import type { Retention } from './sessionParts.ts';
import { SILENT_LOG, type StoreLog } from './storeLog.ts';
import { suggestFields, suggestValues } from './suggestions.ts';
import {
  findTrace,
  readSpansById,
  readTraceLayout,
  readTraceSpans,
  type StoredTrace,
} from './traceReader.ts';
import { readTraceSummary } from './traceSummary.ts';

export interface DuckDbStoreOptions {
  /** Made if it is not there. One process may use it at a time. */
  readonly dataDir: string;
  /** When a trace counts as settled, after its last arrival and its last end. */
  readonly settleSeconds: number;
  readonly thresholds: Thresholds;
  readonly routes: readonly Route[];
  /** What the engine may use for buffers; the process takes some 350 MB on top under load. */
  readonly memoryLimitMb: number;
  /** Nothing is dropped unless it says so. */
  readonly retention?: Retention;
  readonly clock?: Clock;
  readonly log?: StoreLog;
}

/**
 * Opens the embedded store in its directory.
 *
 * @throws {StoreUnavailable} in words that say what to do: the directory is in use or cannot be
 *   written, the file was written by a newer version. A damaged file is set aside and a new one begun.
 */
export async function openDuckDbStore(options: DuckDbStoreOptions): Promise<DuckDbTraceStore> {
  const keeper = await SessionKeeper.open({
    dataDir: options.dataDir,
    memoryLimitMb: options.memoryLimitMb,
    rules: { thresholds: options.thresholds, routes: options.routes },
    settleDelayUs: options.settleSeconds * 1e6,
    retention: options.retention ?? {},
    clock: options.clock ?? SYSTEM_CLOCK,
    log: options.log ?? SILENT_LOG,
  });
  return new DuckDbTraceStore(keeper);
}

/** Spans in one DuckDB file: columns, an inverted index over attributes, and a summary of each trace. */
export class DuckDbTraceStore implements WritableTraceStore {
  readonly #keeper: SessionKeeper;

  constructor(keeper: SessionKeeper) {
    this.#keeper = keeper;
  }

  append(spans: AppendedSpans, options: AppendOptions = {}): Promise<void> {
    const arrivedUs = options.arrivedUs ?? this.#keeper.options.clock.nowUs();
    return this.#keeper.append(spans, arrivedUs, options.isDemo ?? false);
  }

  clear(): Promise<void> {
    return this.#keeper.use((session) => session.clear());
  }

  /** Resolves when everything appended so far is summarised, without waiting for more spans of a trace. */
  flush(): Promise<void> {
    return this.#keeper.use((session) => session.flush());
  }

  contents(): Promise<'nothing' | 'demo' | 'spans'> {
    return this.#keeper.use(async ({ slices }) => {
      if (slices.holdsRealSpans) return 'spans';
      return slices.all.some(({ stats }) => stats.spanCount > 0) ? 'demo' : 'nothing';
    });
  }

  close(): Promise<void> {
    return this.#keeper.close();
  }

  async describe(signal: AbortSignal): Promise<StoreDescription> {
    signal.throwIfAborted();
    const { current, failure, options, trouble } = this.#keeper;
    if (current === undefined) return describeFailed(failure);
    const description = await current.engine
      .use(signal, (connection) => describeStore(connection, current.slices, options.retention))
      .catch((cause: unknown) => {
        if (cause instanceof StoreUnavailable) return describeFailed(cause);
        throw cause;
      });
    return trouble === undefined
      ? description
      : { ...description, state: 'degraded', reason: trouble };
  }

  searchTraces(request: SearchRequest, signal: AbortSignal): Promise<SearchPage> {
    return this.#overRange(request, signal, searchPage);
  }

  facets(request: FacetsRequest, signal: AbortSignal): Promise<FacetsAnswer> {
    return this.#overRange(request, signal, countFacets);
  }

  histogram(request: HistogramRequest, signal: AbortSignal): Promise<HistogramAnswer> {
    return this.#overRange(request, signal, computeHistogram);
  }

  breakdown(request: BreakdownRequest, signal: AbortSignal): Promise<BreakdownAnswer> {
    return this.#overRange(request, signal, computeBreakdown);
  }

  fields(request: PrefixRequest, signal: AbortSignal): Promise<FieldsAnswer> {
    return this.#read(signal, (reader) => suggestFields(reader, request));
  }

  fieldValues(
    request: PrefixRequest & { readonly field: string },
    signal: AbortSignal,
  ): Promise<FieldValuesAnswer> {
    return this.#read(signal, (reader) => suggestValues(reader, request));
  }

  async traceSummary(
    { traceId }: TraceRef,
    signal: AbortSignal,
  ): Promise<TraceSummaryAnswer | undefined> {
    const summary = await this.#read(signal, ({ connection }, session) =>
      readTraceSummary(connection, session, traceId),
    );
    return summary && { summary, completeness: COMPLETE };
  }

  async *readTrace(trace: TraceRef, signal: AbortSignal): AsyncGenerator<readonly Span[]> {
    let reading: ReturnType<typeof readTraceSpans> | undefined;
    for (;;) {
      const batch = await this.#readTrace(trace, signal, (connection, stored) => {
        reading ??= readTraceSpans(stored);
        return reading.next(connection);
      });
      if (batch === undefined) return;
      yield batch;
    }
  }

  async *readLayout(trace: TraceRef, signal: AbortSignal): AsyncGenerator<SpanLayout> {
    const layout = await this.#readTrace(trace, signal, readTraceLayout);
    if (layout !== undefined) yield layout;
  }

  async readSpans(trace: TraceRef, spanId: string, signal: AbortSignal): Promise<readonly Span[]> {
    const spans = await this.#readTrace(trace, signal, (connection, stored) =>
      readSpansById(connection, stored, spanId),
    );
    return spans ?? [];
  }

  async matchSpans(
    trace: TraceRef,
    where: SpanQuery,
    signal: AbortSignal,
  ): Promise<readonly number[]> {
    const places = await this.#readTrace(trace, signal, (connection, stored) =>
      matchTraceSpans(connection, stored, where),
    );
    return places ?? [];
  }

  #overRange<Request extends TimeRange, Answer>(
    request: Request,
    signal: AbortSignal,
    answer: (reader: Reader, request: Request) => Promise<Answer>,
  ): Promise<Answer> {
    return this.#read(signal, (reader, { slices }) => {
      const within = slices.within(request.fromUs, request.toUs);
      return answer({ ...reader, slices: within }, request);
    });
  }

  #readTrace<Answer>(
    { traceId }: TraceRef,
    signal: AbortSignal,
    answer: (connection: Reader['connection'], trace: StoredTrace) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    return this.#read(signal, async ({ connection }, { slices }) => {
      const trace = await findTrace(connection, slices, traceId);
      return trace && answer(connection, trace);
    });
  }

  async #read<Answer>(
    signal: AbortSignal,
    answer: (reader: Reader, session: Session) => Promise<Answer>,
  ): Promise<Answer> {
    signal.throwIfAborted();
    return this.#keeper.use((session) =>
      session.engine.use(signal, (connection) => {
        const { summaries, slices } = session;
        return answer({ connection, summaries, slices: slices.all }, session);
      }),
    );
  }
}
