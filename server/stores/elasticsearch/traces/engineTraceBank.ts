import { spanLayoutOf } from '../../../../shared/columns/spanLayoutOf.ts';
import type { Span } from '../../../../shared/span/span.ts';
import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import type { TraceRef } from '../../traceStore.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { inSpanOrder } from '../documents/spanOrder.ts';
import type { EngineCall, EngineHit } from '../engine/engineCall.ts';
import { heldSpans } from './heldSpans.ts';
import { findLinkingSpans, inboundLinks } from './inboundLinks.ts';
import { KeptSummaries } from './keptSummaries.ts';
import { type OpenTrace, OpenTraces } from './openTraces.ts';
import { areaOutside } from './spanArea.ts';
import { looksCut, missesPart, type SummaryMaking, summaryOf } from './summaryMaker.ts';
import type { AnalysedTrace, TraceBank, TraceHint } from './traceBank.ts';
import { readBatches, readSpansOutside, type TraceBatch } from './traceBatches.ts';
import { Turns } from './turns.ts';
import { untilAborted } from './untilAborted.ts';

/**
 * Reads traces and makes their summaries. Spans are looked for within a day of those that led to
 * the trace, which spares an engine its other indices; where some must lie elsewhere, because a
 * parent or the root is not among them, everywhere. Links from other traces are looked for where
 * they make a difference.
 */
export class EngineTraceBank implements TraceBank {
  readonly making: SummaryMaking;
  readonly #kept: KeptSummaries;
  readonly #open = new OpenTraces();
  readonly #underWay = new Map<string, SummaryUnderWay>();
  readonly #watchers = new Set<(trace: AnalysedTrace) => void>();

  constructor(making: SummaryMaking) {
    this.making = making;
    this.#kept = new KeptSummaries(making.clock);
  }

  async summaries(
    traces: readonly TraceHint[],
    ask: SpanAsk,
  ): Promise<ReadonlyMap<string, TraceSummary>> {
    const found = new Map<string, TraceSummary>();
    const unknown = new Map<string, TraceHint>();
    for (const trace of traces) {
      const kept = this.#kept.get(trace.traceId, ask.indices.spans);
      if (kept === undefined) unknown.set(trace.traceId, trace);
      else found.set(trace.traceId, kept);
    }
    const linking = linkingEarly(unknown, ask);
    let before: Promise<void> = Promise.resolve();
    for await (const batch of readBatches([...unknown.values()], ask)) {
      const analysed = await this.#firstLook(batch);
      await before;
      // The engine looks further for this batch while the next one is worked on.
      before = this.#finish(analysed, batch, ask, linking).then(() => {
        for (const [traceId, { summary }] of analysed) found.set(traceId, summary);
      });
      before.catch(() => undefined);
    }
    await before;
    return found;
  }

  async *analysed(
    traces: readonly TraceHint[],
    ask: SpanAsk,
  ): AsyncGenerator<ReadonlyMap<string, AnalysedTrace>> {
    const distinct = new Map(traces.map((trace) => [trace.traceId, trace]));
    for await (const batch of readBatches([...distinct.values()], ask)) {
      yield await this.#analyse(batch, ask);
    }
  }

  watch(watcher: (trace: AnalysedTrace) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** The summary of one trace, from all its spans wherever they are; `undefined` when it has none. */
  async summaryOf(ref: TraceRef, ask: SpanAsk): Promise<TraceSummary | undefined> {
    const kept = this.#kept.get(ref.traceId, ask.indices.spans);
    if (kept !== undefined) return kept;
    const others = this.#underWay.get(ref.traceId);
    if (others !== undefined) {
      try {
        const summary = await untilAborted(others.summary, ask.call.signal);
        ask.call.absorb(others.call.completeness());
        return summary;
      } catch {
        // Whoever asked first went away or had no luck.
        ask.call.signal.throwIfAborted();
      }
    }
    const own = { summary: this.#readSummary(ref, ask), call: ask.call };
    this.#underWay.set(ref.traceId, own);
    try {
      return await own.summary;
    } finally {
      if (this.#underWay.get(ref.traceId) === own) this.#underWay.delete(ref.traceId);
    }
  }

  async #readSummary(ref: TraceRef, ask: SpanAsk): Promise<TraceSummary | undefined> {
    const { traceId } = ref;
    const open = this.#open.begin(traceId);
    try {
      const { spans, isCut } = await heldSpans(ref, ask, async ({ spans: read, restCount }) => {
        const layout = spanLayoutOf(read, this.making.rules.stageRules);
        const isFirst = open.rowCount === 0;
        open.add({ ...layout, restCount });
        if (isFirst) await open.letDrawFirst(restCount, ask.call.signal);
      });
      open.end(isCut ? 'broken' : 'whole');
      if (spans.length === 0) return undefined;
      await open.letDraw(ask.call.signal);
      const analysed = await this.#analyse({ spans: new Map([[traceId, spans]]) }, ask);
      return analysed.get(traceId)?.summary;
    } finally {
      if (open.state === 'reading') open.end('broken');
    }
  }

  /**
   * The layout of a trace that is being read for its summary or was, as long as that summary
   * counts; `undefined` when it has to be read.
   */
  layoutOf(traceId: string, { indices }: SpanAsk): OpenTrace | undefined {
    const open = this.#open.get(traceId);
    if (open?.state !== 'whole') return open?.state === 'reading' ? open : undefined;
    const summary = this.#kept.get(traceId, indices.spans);
    return summary?.spanCount === open.rowCount ? open : undefined;
  }

  async #analyse(batch: TraceBatch, ask: SpanAsk): Promise<ReadonlyMap<string, AnalysedTrace>> {
    const analysed = await this.#firstLook(batch);
    await this.#finish(analysed, batch, ask);
    return analysed;
  }

  async #finish(
    analysed: Map<string, AnalysedTrace>,
    batch: TraceBatch,
    ask: SpanAsk,
    linking?: Promise<readonly EngineHit[]>,
  ): Promise<void> {
    await this.#lookFurther(analysed, batch, ask, linking);
    for (const watcher of this.#watchers) for (const trace of analysed.values()) watcher(trace);
    if (ask.call.completeness().isComplete) {
      for (const { summary } of analysed.values()) this.#kept.keep(summary, ask.indices.spans);
    }
  }

  async #firstLook({ spans: traces }: TraceBatch): Promise<Map<string, AnalysedTrace>> {
    const analysed = new Map<string, AnalysedTrace>();
    const turns = new Turns();
    for (const [traceId, spans] of traces) {
      analysed.set(traceId, { summary: summaryOf(spans, [], this.making), spans });
      await turns.over();
    }
    return analysed;
  }

  /** Makes those summaries again that something beyond the batch changes. */
  async #lookFurther(
    analysed: Map<string, AnalysedTrace>,
    { area }: TraceBatch,
    ask: SpanAsk,
    linking?: Promise<readonly EngineHit[]>,
  ): Promise<void> {
    const cut: string[] = [];
    const missing: string[] = [];
    for (const [traceId, { summary, spans }] of analysed) {
      if (area !== undefined && looksCut(spans)) cut.push(traceId);
      if (missesPart(summary)) missing.push(traceId);
    }
    const [outside, links] = await Promise.all([
      area === undefined ? NOTHING : readSpansOutside(areaOutside(area), cut, ask),
      missing.length === 0 ? [] : (linking ?? findLinkingSpans(missing, ask)),
    ]);
    const linked = inboundLinks(missing, spansIn(analysed), links);
    const turns = new Turns();
    for (const traceId of new Set([...outside.keys(), ...linked.keys()])) {
      const inside = analysed.get(traceId)?.spans ?? [];
      const spans = inSpanOrder([...inside, ...(outside.get(traceId) ?? [])]);
      const summary = summaryOf(spans, linked.get(traceId) ?? [], this.making);
      analysed.set(traceId, { summary, spans });
      await turns.over();
    }
  }
}

/**
 * Spans that link to the traces, where these are few: on their way while the traces are read,
 * before it is known whether anything depends on them.
 */
function linkingEarly(
  traces: ReadonlyMap<string, TraceHint>,
  ask: SpanAsk,
): Promise<readonly EngineHit[]> | undefined {
  if (traces.size === 0 || traces.size > FEW_TRACES) return undefined;
  const linking = findLinkingSpans([...traces.keys()], ask);
  // Perhaps nobody waits for it.
  linking.catch(() => undefined);
  return linking;
}

/** Of more it takes the engine longer than asking for the few it matters to. */
const FEW_TRACES = 60;

interface SummaryUnderWay {
  readonly summary: Promise<TraceSummary | undefined>;
  readonly call: EngineCall;
}

const NOTHING: ReadonlyMap<string, readonly Span[]> = new Map();

function* spansIn(analysed: ReadonlyMap<string, AnalysedTrace>): Generator<Span> {
  for (const { spans } of analysed.values()) yield* spans;
}
