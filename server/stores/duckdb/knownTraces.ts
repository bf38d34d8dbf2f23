import type { Batch } from './batchQueue.ts';
import type { SessionParts } from './sessionParts.ts';
import type { Slice } from './slice.ts';
import { findTraces, mayBeStored } from './traceLookup.ts';
import type { TraceState } from './tracker.ts';

/**
 * By id, the traces that got spans of a commit that is being put together: the tables do not have
 * them all yet, and there may be more than the tracker remembers.
 */
export type TracesById = Map<string, TraceState>;

export interface KnownTraces {
  /** One for each run of spans of one trace, in their order; `undefined` where it is not in memory. */
  readonly states: readonly (TraceState | undefined)[];
  /** Those without a state are new, and the slices of the others can be written. */
  readonly areReady: boolean;
}

/** The traces of the batches, as far as they are in memory. */
export function findInMemory(
  { tracker, slices }: SessionParts,
  batches: readonly Batch[],
  ofCommit: TracesById,
): KnownTraces {
  const states: (TraceState | undefined)[] = [];
  let areReady = true;
  let lastId = '';
  for (const { spans } of batches) {
    for (const { traceId } of spans) {
      if (traceId === lastId) continue;
      lastId = traceId;
      const state = tracker.find(traceId) ?? ofCommit.get(traceId);
      states.push(state);
      if (state === undefined) areReady &&= !mayBeStored(slices, traceId);
      else areReady &&= state.slice.writing !== undefined;
    }
  }
  return { states, areReady };
}

/** Reads those that are in the tables only, and makes sure that all their slices can be written. */
export async function readKnownTraces(
  { connection, slices, tracker, prepareSlice }: SessionParts,
  batches: readonly Batch[],
  ofCommit: TracesById,
): Promise<void> {
  const unknown = new Set<string>();
  const touched = new Set<Slice>();
  for (const { spans } of batches) {
    for (const { traceId } of spans) {
      const state = tracker.find(traceId) ?? ofCommit.get(traceId);
      if (state === undefined) unknown.add(traceId);
      else touched.add(state.slice);
    }
  }
  for (const state of await findTraces(connection, slices, unknown)) {
    ofCommit.set(state.traceId, state);
    tracker.add(state);
    touched.add(state.slice);
  }
  for (const slice of touched) await prepareSlice(slice);
}
