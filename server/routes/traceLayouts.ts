import { layoutTrace, type TraceLayout } from '../../shared/columns/layoutTrace.ts';
import type { SpanLayout } from '../../shared/columns/spanLayout.ts';
import type { TraceRef, TraceStore } from '../stores/traceStore.ts';

/** 50 bytes of typed arrays a row; texts come once a table and are small beside them. */
const BYTES_PER_ROW = 50;

/**
 * The layouts of the traces looked at last, so that ids, matches and span details
 * speak of the rows the page has drawn, and need not lay the trace out again.
 */
export class TraceLayouts {
  readonly #store: TraceStore;
  readonly #maxBytes: number;
  readonly #kept = new Map<string, TraceLayout>();
  #bytes = 0;

  constructor(store: TraceStore, maxBytes = 64_000_000) {
    this.#store = store;
    this.#maxBytes = maxBytes;
  }

  /** The layout of a trace known to have `spanCount` spans; a kept one with fewer is out of date. */
  async get(trace: TraceRef, spanCount: number, signal: AbortSignal): Promise<TraceLayout> {
    const kept = this.kept(trace.traceId, spanCount);
    if (kept !== undefined) return kept;
    const batches: SpanLayout[] = [];
    for await (const batch of this.#store.readLayout(trace, signal)) batches.push(batch);
    const layout = layoutTrace(trace.traceId, batches);
    this.keep(layout);
    return layout;
  }

  kept(traceId: string, spanCount: number): TraceLayout | undefined {
    const kept = this.#kept.get(traceId);
    if (kept === undefined || kept.columns.rowCount !== spanCount) return undefined;
    // A Map iterates by insertion: putting it back makes it the newest.
    this.#kept.delete(traceId);
    this.#kept.set(traceId, kept);
    return kept;
  }

  keep(layout: TraceLayout): void {
    const { traceId } = layout.columns;
    this.#drop(traceId);
    this.#kept.set(traceId, layout);
    this.#bytes += bytesOf(layout);
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#maxBytes || oldest === traceId) break;
      this.#drop(oldest);
    }
  }

  #drop(traceId: string): void {
    const kept = this.#kept.get(traceId);
    if (kept === undefined) return;
    this.#kept.delete(traceId);
    this.#bytes -= bytesOf(kept);
  }
}

const bytesOf = (layout: TraceLayout): number => layout.columns.rowCount * BYTES_PER_ROW;
