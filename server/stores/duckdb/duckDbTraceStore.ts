import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
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
import type {
  AppendOptions,
  BreakdownRequest,
  FacetsRequest,
  HistogramRequest,
  PrefixRequest,
  SearchRequest,
  TraceRef,
  TraceSummaryAnswer,
  WritableTraceStore,
} from '../traceStore.ts';
import { computeBreakdown } from './breakdown.ts';
import { describeStore } from './describe.ts';
import { countFacets } from './facets.ts';
import { computeHistogram } from './histogram.ts';
import { matchTraceSpans } from './matchSpans.ts';
import { searchPage } from './search.ts';
import { Session, type SessionOptions } from './session.ts';
import type { Clock } from './spanWriter.ts';
import { suggestFields, suggestValues } from './suggestions.ts';
import { findTrace, readSpansById, readTraceLayout, readTraceSpans } from './traceReader.ts';
import { readTraceSummary } from './traceSummary.ts';

export interface DuckDbStoreOptions {
  readonly dataDir: string;
  readonly settleSeconds: number;
  readonly thresholds: Thresholds;
  readonly routes: readonly Route[];
  /** What the engine may use for buffers; the process takes some 350 MB on top under load. */
  readonly memoryLimitMb: number;
  readonly clock?: Clock;
}

const SYSTEM_CLOCK: Clock = {
  nowUs: () => Date.now() * 1000,
  nowMs: () => performance.now(),
};

export async function openDuckDbStore(options: DuckDbStoreOptions): Promise<DuckDbTraceStore> {
  await mkdir(options.dataDir, { recursive: true });
  const sessionOptions: SessionOptions = {
    engine: {
      file: path.join(options.dataDir, 'hopscope.duckdb'),
      tempDir: path.join(options.dataDir, 'tmp'),
      memoryLimitMb: options.memoryLimitMb,
      threads: 2,
    },
    rules: { thresholds: options.thresholds, routes: options.routes },
    settleDelayUs: options.settleSeconds * 1e6,
    rotation: { maxSpans: 5_000_000, maxAgeUs: 86_400e6 },
    clock: options.clock ?? SYSTEM_CLOCK,
    onFailure: (cause) => console.error(cause),
  };
  return new DuckDbTraceStore(await Session.open(sessionOptions), sessionOptions);
}

export class DuckDbTraceStore implements WritableTraceStore {
  readonly #session: Session;
  readonly #options: SessionOptions;

  constructor(session: Session, options: SessionOptions) {
    this.#session = session;
    this.#options = options;
    session.maintenance.start();
  }

  append(spans: readonly Span[], options: AppendOptions = {}): Promise<void> {
    const arrivedUs = options.arrivedUs ?? this.#options.clock.nowUs();
    return this.#session.writer.append(spans, arrivedUs, options.isDemo ?? false);
  }

  async clear(): Promise<void> {
    await this.#session.clear();
  }

  /** Resolves when everything appended so far is summarised, without waiting for more spans of a trace. */
  async flush(): Promise<void> {
    await this.#session.writer.flush();
    await this.#session.maintenance.summarizeAll();
  }

  async contents(): Promise<'nothing' | 'demo' | 'spans'> {
    const { slices } = this.#session;
    if (slices.holdsRealSpans) return 'spans';
    return slices.all.some(({ stats }) => stats.spanCount > 0) ? 'demo' : 'nothing';
  }

  async close(): Promise<void> {
    await this.#session.finish();
  }

  describe(signal: AbortSignal): Promise<StoreDescription> {
    const { engine, slices } = this.#session;
    return engine.use(signal, (connection) => describeStore(connection, slices, '7d'));
  }

  searchTraces(request: SearchRequest, signal: AbortSignal): Promise<SearchPage> {
    const { engine, slices, summaries } = this.#session;
    const within = slices.within(request.fromUs, request.toUs);
    return engine.use(signal, (connection) => searchPage(connection, within, request, summaries));
  }

  facets(request: FacetsRequest, signal: AbortSignal): Promise<FacetsAnswer> {
    const { engine, slices } = this.#session;
    const within = slices.within(request.fromUs, request.toUs);
    return engine.use(signal, (connection) => countFacets(connection, within, request));
  }

  histogram(request: HistogramRequest, signal: AbortSignal): Promise<HistogramAnswer> {
    const { engine, slices } = this.#session;
    const within = slices.within(request.fromUs, request.toUs);
    return engine.use(signal, (connection) => computeHistogram(connection, within, request));
  }

  breakdown(request: BreakdownRequest, signal: AbortSignal): Promise<BreakdownAnswer> {
    const { engine, slices } = this.#session;
    const within = slices.within(request.fromUs, request.toUs);
    return engine.use(signal, (connection) => computeBreakdown(connection, within, request));
  }

  fields(request: PrefixRequest, signal: AbortSignal): Promise<FieldsAnswer> {
    const { engine, slices } = this.#session;
    return engine.use(signal, (connection) => suggestFields(connection, slices.all, request));
  }

  fieldValues(
    request: PrefixRequest & { readonly field: string },
    signal: AbortSignal,
  ): Promise<FieldValuesAnswer> {
    const { engine, slices } = this.#session;
    return engine.use(signal, (connection) => suggestValues(connection, slices.all, request));
  }

  async traceSummary(
    { traceId }: TraceRef,
    signal: AbortSignal,
  ): Promise<TraceSummaryAnswer | undefined> {
    const summary = await this.#session.engine.use(signal, (connection) =>
      readTraceSummary(connection, this.#session, this.#options, traceId),
    );
    return summary && { summary, completeness: COMPLETE };
  }

  async *readTrace({ traceId }: TraceRef, signal: AbortSignal): AsyncGenerator<readonly Span[]> {
    const { engine, slices } = this.#session;
    const trace = await engine.use(signal, (connection) => findTrace(connection, slices, traceId));
    if (trace === undefined) return;
    const reading = readTraceSpans(trace);
    for (;;) {
      const next = await engine.use(signal, (connection) => reading.next(connection));
      if (next === undefined) return;
      yield next;
    }
  }

  async *readLayout({ traceId }: TraceRef, signal: AbortSignal): AsyncGenerator<SpanLayout> {
    const { engine, slices } = this.#session;
    const layout = await engine.use(signal, async (connection) => {
      const trace = await findTrace(connection, slices, traceId);
      return trace && readTraceLayout(connection, trace);
    });
    if (layout !== undefined) yield layout;
  }

  readSpans({ traceId }: TraceRef, spanId: string, signal: AbortSignal): Promise<readonly Span[]> {
    const { engine, slices } = this.#session;
    return engine.use(signal, async (connection) => {
      const trace = await findTrace(connection, slices, traceId);
      return trace === undefined ? [] : readSpansById(connection, trace, spanId);
    });
  }

  matchSpans(
    { traceId }: TraceRef,
    where: SpanQuery,
    signal: AbortSignal,
  ): Promise<readonly number[]> {
    const { engine, slices } = this.#session;
    return engine.use(signal, async (connection) => {
      const trace = await findTrace(connection, slices, traceId);
      return trace === undefined ? [] : matchTraceSpans(connection, trace, where);
    });
  }
}
