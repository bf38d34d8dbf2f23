import type { Batch } from './batchQueue.ts';
import type { KnownTraces, TracesById } from './knownTraces.ts';
import type { SessionParts } from './sessionParts.ts';
import type { Slice } from './slice.ts';
import { isInThread, type TraceState } from './tracker.ts';

/** From some 2,000 spans a second on, summaries are made in a thread of their own. */
const MANY_WAITING_SPANS = 2_000;

/** What batches that were encoded touched. */
export interface Touched {
  readonly slices: Set<Slice>;
  /** Ids of traces that their spans' links point at. */
  readonly linkTargets: Set<string>;
  readonly traces: TracesById;
}

/**
 * Makes rows of the spans, in the buffers of their traces' slices, and notes that the traces got them.
 *
 * @param states  of all traces that are stored; the others are new
 */
export function encodeSpans(
  parts: SessionParts,
  batches: readonly Batch[],
  states: KnownTraces['states'],
  current: Slice,
  touched: Touched,
): void {
  const { tracker, clock, thread } = parts;
  const nowMs = clock.nowMs();
  if (tracker.waitingSpanCount > MANY_WAITING_SPANS) thread.start();
  const toThread = thread.isRunning ? thread.newBlock(spanCountOf(batches)) : undefined;
  let state: TraceState | undefined;
  let run = 0;
  for (const { spans, arrivedUs } of batches) {
    const arrival = { us: arrivedUs, nowMs };
    for (const span of spans) {
      if (state?.traceId !== span.traceId) {
        state =
          states[run++] ??
          touched.traces.get(span.traceId) ??
          newTrace(parts, span.traceId, current, nowMs);
        touched.traces.set(span.traceId, state);
        touched.slices.add(state.slice);
      }
      const { writing } = state.slice;
      if (writing === undefined) throw new Error('a slice is written before it is prepared');
      const says = writing.rows.addSpan(state.tno, state.spanCount++, span);
      tracker.noteSpan(state, span, says, arrival);
      if (isInThread(state)) toThread?.add(state.tno, span, says);
      for (const { traceId } of span.links) {
        touched.linkTargets.add(traceId);
        state.slice.linkTargets.add(traceId);
        tracker.noteLink(traceId, span.traceId);
      }
    }
  }
  if (toThread !== undefined && toThread.rowCount > 0) thread.hold(toThread.finish());
}

function newTrace(
  { slices, tracker, thread }: SessionParts,
  traceId: string,
  slice: Slice,
  nowMs: number,
): TraceState {
  const tno = ++slices.lastTno;
  const state: TraceState = {
    traceId,
    tno,
    slice,
    spanCount: 0,
    lastArrivedUs: Number.NEGATIVE_INFINITY,
    hasSummary: false,
    held: thread.isRunning ? { spanCount: 0 } : { spans: [], says: [] },
    linkedFrom: slices.all.some(({ linkTargets }) => linkTargets.mayHold(traceId)) ? undefined : [],
    dirtySinceMs: undefined,
    notBeforeMs: 0,
  };
  slice.filter.add(traceId);
  slice.writing?.rows.addTrace(tno, traceId);
  tracker.markDirty(state, nowMs);
  return state;
}

const spanCountOf = (batches: readonly Batch[]): number =>
  batches.reduce((sum, { spans }) => sum + spans.length, 0);
