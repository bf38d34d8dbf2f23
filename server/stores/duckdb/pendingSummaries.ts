import type { DuckDBConnection } from '@duckdb/node-api';
import { run } from './engine.ts';
import type { Slice, SliceWriting } from './slice.ts';
import type { SliceList } from './sliceList.ts';
import { appendSummaryRows } from './sliceRows.ts';
import { Params } from './sql.ts';
import { addSummaryRow, type SummaryRow } from './summaryRows.ts';
import type { TraceState, TraceTracker } from './tracker.ts';

/** A summary whose row waits in the buffers of its slice, or is on its way to the file. */
interface PendingSummary {
  readonly state: TraceState;
  readonly startUs: number;
  readonly arrivedUs: number;
  readonly notBeforeMs: number;
}

/** What a transaction wrote, by slice. */
export type WrittenSummaries = ReadonlyMap<Slice, ReadonlyMap<number, PendingSummary>>;

/**
 * Summaries between being made and being stored, as rows at once: objects would live long enough to
 * grow old in the heap. A commit of spans takes along what there is, so that under load summaries
 * cost no commits of their own.
 */
export class PendingSummaries {
  readonly #slices: SliceList;
  readonly #tracker: TraceTracker;
  /** By slice and number of the trace. */
  #bySlice = new Map<Slice, Map<number, PendingSummary>>();

  constructor(slices: SliceList, tracker: TraceTracker) {
    this.#slices = slices;
    this.#tracker = tracker;
  }

  get isEmpty(): boolean {
    return this.#bySlice.size === 0;
  }

  has(slice: Slice): boolean {
    return this.#bySlice.has(slice);
  }

  /** A summary of the trace waits already: a trace that was forgotten meanwhile has two states. */
  hasTrace({ slice, tno }: TraceState): boolean {
    return this.#bySlice.get(slice)?.has(tno) ?? false;
  }

  /**
   * Adds the summary of a trace that has none here.
   *
   * @param notBeforeMs  monotonic time before which the trace is not summarised again
   */
  add(state: TraceState, writing: SliceWriting, row: SummaryRow, notBeforeMs: number): void {
    addSummaryRow(writing.buffers, writing.dictionary, row);
    const { arrivedUs, summary } = row;
    const pending: PendingSummary = { state, startUs: summary.startUs, arrivedUs, notBeforeMs };
    const ofSlice = this.#bySlice.get(state.slice);
    if (ofSlice === undefined) this.#bySlice.set(state.slice, new Map([[state.tno, pending]]));
    else ofSlice.set(state.tno, pending);
  }

  /** Writes all there are within the connection's transaction; `noteStored` belongs after its commit. */
  async write(connection: DuckDBConnection): Promise<WrittenSummaries> {
    const taken = this.#bySlice;
    this.#bySlice = new Map();
    for (const [slice, pending] of taken) {
      if (this.#slices.all.includes(slice)) await replaceRows(connection, slice, pending);
    }
    return taken;
  }

  noteStored(written: WrittenSummaries, nowMs: number): void {
    for (const [slice, stored] of written) {
      const { stats } = slice;
      for (const { state, startUs, arrivedUs, notBeforeMs } of stored.values()) {
        this.#tracker.noteSummary(state, notBeforeMs, nowMs);
        stats.firstStartUs = Math.min(stats.firstStartUs, startUs);
        stats.lastStartUs = Math.max(stats.lastStartUs, startUs);
        stats.lastArrivedUs = Math.max(stats.lastArrivedUs, arrivedUs);
      }
      if (slice.isAged && !this.has(slice)) slice.stopWriting();
    }
    this.#tracker.letGoOfKept(nowMs);
  }
}

async function replaceRows(
  connection: DuckDBConnection,
  slice: Slice,
  pending: ReadonlyMap<number, PendingSummary>,
): Promise<void> {
  const rows = slice.writing?.takeSummaries();
  if (rows === undefined) return;
  const replaced: number[] = [];
  for (const [tno, { state }] of pending) if (state.hasSummary) replaced.push(tno);
  if (replaced.length > 0) {
    const params = new Params();
    const text = `DELETE FROM summary_{n} WHERE tno IN (SELECT unnest(${params.uints(replaced)}))`;
    await run(connection, { text: slice.sql(text), params });
  }
  await appendSummaryRows(connection, slice, rows);
}
