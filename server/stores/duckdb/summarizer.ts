import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { SpanReader } from '../../../shared/pipeline/pipelineTrace.ts';
import { spanSaysByte } from '../../../shared/pipeline/spanSays.ts';
import type { Span } from '../../../shared/span/span.ts';
import { FEW_SPANS } from '../../../shared/span/spanTree.ts';
import { makeSummary } from '../makeSummary.ts';
import { run } from './engine.ts';
import { findInboundLinks } from './inboundLinks.ts';
import type { SessionParts } from './sessionParts.ts';
import type { Slice } from './slice.ts';
import { appendSummaryRows } from './sliceRows.ts';
import { readSpans } from './spanReader.ts';
import { Params } from './sql.ts';
import { addSummaryRow, type SummaryRow, spreadOf } from './summaryRows.ts';
import type { TraceState } from './tracker.ts';
import { ValueReader } from './valueReader.ts';

/** Spans of one trace often come in several batches: summarised sooner, it is made twice. */
const HOLD_MS = 800;
/**
 * What a sender's batches need that are a second apart. Of a fleet's traces 1.4 summaries are made
 * then, and 1.9 after 0.8 s: too many where they take half the time there is.
 */
const BUSY_HOLD_MS = 1_500;
const TRACES_A_PASS = 2_000;
const SPANS_A_READ = 10_000;
/** Longest stretch of computing before other work gets its turn. */
const TURN_MS = 4;

/** Makes the summaries of traces that got spans, and stores them. */
export class Summarizer {
  readonly #parts: SessionParts;
  /** The rows of the last pass. */
  #stored: Promise<void> = Promise.resolve();

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /**
   * Summarises what is due. Its rows are stored while the next pass computes, which fails when
   * that failed; a pass that finds nothing waits for them.
   *
   * @returns whether there was anything
   */
  async runDue(): Promise<boolean> {
    const { tracker, clock, lane } = this.#parts;
    const holdMs = tracker.isBusy ? BUSY_HOLD_MS : HOLD_MS;
    const due = tracker.due(clock.nowMs(), tracker.isCrowded ? 0 : holdMs, TRACES_A_PASS);
    if (due.length === 0) {
      await this.#stored;
      return false;
    }
    const linked = await this.#linkedFrom(due);
    const rows = new Map<TraceState, SummaryRow>();
    const notHeld: TraceState[] = [];
    let turnEndsMs = clock.nowMs() + TURN_MS;
    for (const state of due) {
      tracker.takeForSummary(state);
      const { held } = state;
      if (held?.spans.length !== state.spanCount) notHeld.push(state);
      else rows.set(state, this.#makeRow(state, held, linked));
      if (clock.nowMs() < turnEndsMs) continue;
      await nextTurn();
      turnEndsMs = clock.nowMs() + TURN_MS;
    }
    for await (const [state, spans] of this.#readSpans(notHeld)) {
      if (spans.length > 0) rows.set(state, this.#makeRow(state, { spans }, linked));
    }
    await this.#stored;
    this.#stored = lane.run(() => this.#storeOrFail(rows));
    // Told to whoever comes next, too.
    this.#stored.catch(() => undefined);
    return true;
  }

  #linkedFrom(due: readonly TraceState[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const { readConnection, slices } = this.#parts;
    const unknown = due.filter(({ linkedFrom }) => linkedFrom === undefined);
    return findInboundLinks(readConnection, slices, unknown);
  }

  /** Summarises everything there is, due or not. */
  async runAll(): Promise<void> {
    const { tracker, clock } = this.#parts;
    while (tracker.dirtyCount > 0) {
      for (const state of tracker.due(clock.nowMs() + 1e9, 0, TRACES_A_PASS)) {
        state.dirtySinceMs = Number.NEGATIVE_INFINITY;
        state.notBeforeMs = 0;
      }
      await this.runDue();
      // What else waits in the lane may find traces that have to be summarised again.
      await this.#stored;
    }
  }

  #makeRow(
    state: TraceState,
    held: SpansToSummarize,
    linked: ReadonlyMap<string, readonly string[]>,
  ): SummaryRow {
    const linkedFrom = state.linkedFrom ?? linked.get(state.traceId) ?? [];
    const { clock, rules, settleDelayUs } = this.#parts;
    const startedMs = clock.nowMs();
    const { spans } = held;
    const saysOf = rules.stageRules === undefined ? knownOf(held) : undefined;
    const trace = { spans, arrivedUs: state.lastArrivedUs, linkedFrom, saysOf };
    const { summary, settleUs } = makeSummary(trace, rules, clock.nowUs(), settleDelayUs);
    // A huge trace that keeps growing may take a tenth of the time, not all of it.
    state.notBeforeMs = startedMs + 10 * (clock.nowMs() - startedMs);
    const { tno, lastArrivedUs } = state;
    return { tno, summary, settleUs, spread: spreadOf(spans), arrivedUs: lastArrivedUs };
  }

  /** The spans of traces that are no longer in memory. */
  async *#readSpans(
    states: readonly TraceState[],
  ): AsyncGenerator<readonly [TraceState, readonly Span[]]> {
    const bySlice = new Map<Slice, TraceState[]>();
    for (const state of states) {
      const others = bySlice.get(state.slice);
      if (others === undefined) bySlice.set(state.slice, [state]);
      else others.push(state);
    }
    for (const [slice, ofSlice] of bySlice) {
      for (const group of inGroups(ofSlice)) yield* this.#readSpansOf(slice, group);
    }
  }

  async *#readSpansOf(
    slice: Slice,
    states: readonly TraceState[],
  ): AsyncGenerator<readonly [TraceState, readonly Span[]]> {
    const byTno = new Map(states.map((state) => [state.tno, { state, spans: [] as Span[] }]));
    const params = new Params();
    const text = `tno IN (SELECT unnest(${params.uints([...byTno.keys()])}))`;
    const read = await readSpans(
      this.#parts.readConnection,
      slice,
      { text, params },
      new ValueReader(slice),
      (tno) => byTno.get(tno)?.state.traceId ?? '',
    );
    for (const { tno, span } of read) byTno.get(tno)?.spans.push(span);
    for (const { state, spans } of byTno.values()) yield [state, spans];
  }

  /** Nothing may be written after rows that were rolled back: the dictionary knows their ids. */
  async #storeOrFail(rows: ReadonlyMap<TraceState, SummaryRow>): Promise<void> {
    try {
      await this.#store(rows);
    } catch (cause) {
      this.#parts.onFailure(cause);
      throw cause;
    }
  }

  async #store(rows: ReadonlyMap<TraceState, SummaryRow>): Promise<void> {
    const { connection, slices, tracker, prepareSlice } = this.#parts;
    const bySlice = new Map<Slice, [TraceState, SummaryRow][]>();
    for (const entry of rows) {
      const { slice } = entry[0];
      if (!slices.all.includes(slice)) continue;
      const entries = bySlice.get(slice);
      if (entries === undefined) bySlice.set(slice, [entry]);
      else entries.push(entry);
    }
    for (const slice of bySlice.keys()) await prepareSlice(slice);
    await connection.run('BEGIN');
    for (const [slice, entries] of bySlice) await replaceRows(connection, slice, entries);
    await connection.run('COMMIT');
    for (const [state, row] of rows) {
      tracker.noteSummary(state);
      noteSummary(state.slice, row);
    }
  }
}

interface SpansToSummarize {
  readonly spans: readonly Span[];
  readonly says?: readonly number[];
}

function knownOf({ spans, says }: SpansToSummarize): SpanReader | undefined {
  if (says === undefined || spans.length > FEW_SPANS) return undefined;
  return (span) => says[spans.indexOf(span)] ?? spanSaysByte(span);
}

async function replaceRows(
  connection: DuckDBConnection,
  slice: Slice,
  entries: readonly (readonly [TraceState, SummaryRow])[],
): Promise<void> {
  const { writing } = slice;
  if (writing === undefined) return;
  const replaced = entries.filter(([state]) => state.hasSummary).map(([state]) => state.tno);
  if (replaced.length > 0) {
    const params = new Params();
    const text = `DELETE FROM summary_{n} WHERE tno IN (SELECT unnest(${params.uints(replaced)}))`;
    await run(connection, { text: slice.sql(text), params });
  }
  for (const [, row] of entries) addSummaryRow(writing.buffers, writing.dictionary, row);
  await appendSummaryRows(connection, slice);
}

function noteSummary({ stats }: Slice, { summary, arrivedUs }: SummaryRow): void {
  stats.firstStartUs = Math.min(stats.firstStartUs, summary.startUs);
  stats.lastStartUs = Math.max(stats.lastStartUs, summary.startUs);
  stats.lastArrivedUs = Math.max(stats.lastArrivedUs, arrivedUs);
}

function* inGroups(states: readonly TraceState[]): Generator<readonly TraceState[]> {
  let group: TraceState[] = [];
  let spanCount = 0;
  for (const state of states) {
    group.push(state);
    spanCount += state.spanCount;
    if (spanCount < SPANS_A_READ) continue;
    yield group;
    group = [];
    spanCount = 0;
  }
  if (group.length > 0) yield group;
}
