import type { DuckDBConnection } from '@duckdb/node-api';
import type { Slice, SliceWriting } from './slice.ts';
import type { SliceList } from './sliceList.ts';
import { appendSummaryRows } from './sliceRows.ts';
import type { SummaryBuffer } from './sliceTables.ts';
import { addSummaryRow, type SummaryRow } from './summaryRows.ts';
import type { TraceState, TraceTracker } from './tracker.ts';

/** A summary whose row waits in buffers, or is on its way to the file. */
interface PendingSummary {
  readonly state: TraceState;
  readonly startUs: number;
  readonly arrivedUs: number;
  readonly notBeforeMs: number;
}

/** What one transaction stores. */
export interface TakenSummaries {
  readonly bySlice: ReadonlyMap<Slice, ReadonlyMap<number, PendingSummary>>;
  /** Of the slices that are still there. */
  readonly rows: ReadonlyMap<Slice, readonly SummaryBuffer[]>;
}

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
  /** Rows that another thread made. */
  #made = new Map<Slice, SummaryBuffer[]>();

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
    addSummaryRow(writing.buffers.summary, writing.labels, row);
    const { arrivedUs, summary } = row;
    this.#note({ state, startUs: summary.startUs, arrivedUs, notBeforeMs });
  }

  /** Adds the summaries of traces of a slice that have none here, one for each row. */
  addMade(slice: Slice, states: readonly TraceState[], rows: SummaryBuffer, nowMs: number): void {
    const { startUs, arrivedUs } = rows.columns;
    states.forEach((state, row) => {
      this.#note({
        state,
        startUs: startUs.at(row),
        arrivedUs: arrivedUs.at(row),
        notBeforeMs: nowMs,
      });
    });
    const others = this.#made.get(slice);
    if (others === undefined) this.#made.set(slice, [rows]);
    else others.push(rows);
  }

  #note(pending: PendingSummary): void {
    const { slice, tno } = pending.state;
    const ofSlice = this.#bySlice.get(slice);
    if (ofSlice === undefined) this.#bySlice.set(slice, new Map([[tno, pending]]));
    else ofSlice.set(tno, pending);
  }

  /** All there are, to be stored by one transaction; `noteStored` belongs after its commit. */
  take(): TakenSummaries {
    const bySlice = this.#bySlice;
    const made = this.#made;
    this.#bySlice = new Map();
    this.#made = new Map();
    const rows = new Map<Slice, readonly SummaryBuffer[]>();
    for (const slice of bySlice.keys()) {
      const ofSlice = slice.writing?.takeSummaries();
      if (ofSlice === undefined || !this.#slices.all.includes(slice)) continue;
      rows.set(slice, [ofSlice, ...(made.get(slice) ?? [])]);
    }
    return { bySlice, rows };
  }

  noteStored({ bySlice }: TakenSummaries, nowMs: number): void {
    for (const [slice, stored] of bySlice) {
      const { stats } = slice;
      for (const { state, startUs, arrivedUs, notBeforeMs } of stored.values()) {
        this.#tracker.noteSummary(state, notBeforeMs, nowMs);
        stats.firstStartUs = Math.min(stats.firstStartUs, startUs);
        stats.lastStartUs = Math.max(stats.lastStartUs, startUs);
        stats.lastArrivedUs = Math.max(stats.lastArrivedUs, arrivedUs);
      }
      if (slice.isAged && !this.has(slice) && !slice.hasRows) slice.stopWriting();
    }
    this.#tracker.letGoOfKept(nowMs);
  }
}

/**
 * SQL that opens the transaction that stores them, and deletes the summaries they replace. As text,
 * so that it is one way to the engine and back instead of four.
 */
export function beginStoring({ bySlice, rows }: TakenSummaries): string {
  const statements = ['BEGIN'];
  for (const slice of rows.keys()) {
    const replaced: number[] = [];
    for (const [tno, { state }] of bySlice.get(slice) ?? [])
      if (state.hasSummary) replaced.push(tno);
    if (replaced.length === 0) continue;
    const tnos = `unnest('[${replaced.join()}]'::UINTEGER[])`;
    statements.push(slice.sql(`DELETE FROM summary_{n} WHERE tno IN (SELECT ${tnos})`));
  }
  return statements.join('; ');
}

/** Appends the rows within the transaction. */
export async function appendSummaries(
  connection: DuckDBConnection,
  { rows }: TakenSummaries,
): Promise<void> {
  for (const [slice, ofSlice] of rows) {
    for (const buffer of ofSlice) await appendSummaryRows(connection, slice, buffer);
  }
}
