import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Span } from '../../../shared/span/span.ts';
import { run } from './engine.ts';
import { findInboundLinks } from './inboundLinks.ts';
import { makeSummary } from './makeSummary.ts';
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
/** With this many spans held in memory nothing waits any longer. */
const CROWDED_SPANS = 40_000;
const TRACES_A_PASS = 2_000;
const SPANS_A_READ = 10_000;
/** Longest stretch of computing before other work gets its turn. */
const TURN_MS = 4;

/** Makes the summaries of traces that got spans, and stores them. */
export class Summarizer {
  readonly #parts: SessionParts;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** Summarises what is due. @returns whether there was anything */
  async runDue(): Promise<boolean> {
    const { tracker, clock } = this.#parts;
    const holdMs = tracker.heldSpanCount > CROWDED_SPANS ? 0 : HOLD_MS;
    const due = tracker.due(clock.nowMs(), holdMs, TRACES_A_PASS);
    if (due.length === 0) return false;
    const linked = await findInboundLinks(this.#parts.readConnection, this.#parts.slices, due);
    const rows = new Map<TraceState, SummaryRow>();
    let turnEndsMs = clock.nowMs() + TURN_MS;
    for await (const [state, spans] of this.#spansOf(due)) {
      if (spans.length === 0) continue;
      rows.set(state, this.#makeRow(state, spans, linked.get(state.traceId) ?? []));
      if (clock.nowMs() < turnEndsMs) continue;
      await nextTurn();
      turnEndsMs = clock.nowMs() + TURN_MS;
    }
    await this.#parts.lane.run(() => this.#store(rows));
    return true;
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
    }
  }

  #makeRow(state: TraceState, spans: readonly Span[], linkedFrom: readonly string[]): SummaryRow {
    const { clock, rules, settleDelayUs } = this.#parts;
    const startedMs = clock.nowMs();
    const trace = { spans, arrivedUs: state.lastArrivedUs, linkedFrom };
    const made = makeSummary(trace, rules, clock.nowUs(), settleDelayUs);
    // A huge trace that keeps growing may take a tenth of the time, not all of it.
    state.notBeforeMs = startedMs + 10 * (clock.nowMs() - startedMs);
    return { tno: state.tno, ...made, spread: spreadOf(spans), arrivedUs: state.lastArrivedUs };
  }

  async *#spansOf(
    due: readonly TraceState[],
  ): AsyncGenerator<readonly [TraceState, readonly Span[]]> {
    const stored = new Map<Slice, TraceState[]>();
    for (const state of due) {
      this.#parts.tracker.takeForSummary(state);
      if (state.spans !== undefined && state.spans.length === state.spanCount) {
        yield [state, state.spans];
        continue;
      }
      const others = stored.get(state.slice);
      if (others === undefined) stored.set(state.slice, [state]);
      else others.push(state);
    }
    for (const [slice, states] of stored) {
      for (const group of inGroups(states)) yield* this.#readSpansOf(slice, group);
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
