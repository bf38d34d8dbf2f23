import type { Span } from '../../../shared/span/span.ts';
import type { SessionParts } from './sessionParts.ts';
import type { Slice } from './slice.ts';
import { findTraces } from './traceLookup.ts';
import type { TraceState } from './tracker.ts';

/** The traces of a commit that were there before it. */
export interface KnownTraces {
  /** One for each run of spans of one trace, in their order; `undefined` where it was not in memory. */
  readonly inMemory: readonly (TraceState | undefined)[];
  /** By id: what was read from the tables, and then what is new. */
  readonly others: Map<string, TraceState>;
}

/**
 * The known traces among those of the batches, from memory or from the tables, their slices
 * ready to be written. A large batch may have more than the tracker remembers.
 */
export async function findKnownTraces(
  { connection, slices, tracker, prepareSlice }: SessionParts,
  batches: readonly { readonly spans: readonly Span[] }[],
): Promise<KnownTraces> {
  const inMemory: (TraceState | undefined)[] = [];
  const stored = new Map<string, TraceState>();
  const unknown = new Set<string>();
  const unprepared = new Set<Slice>();
  let lastId = '';
  for (const { spans } of batches) {
    for (const { traceId } of spans) {
      if (traceId === lastId) continue;
      lastId = traceId;
      const state = tracker.find(traceId);
      inMemory.push(state);
      if (state === undefined) unknown.add(traceId);
      else if (state.slice.writing === undefined) unprepared.add(state.slice);
    }
  }
  for (const state of await findTraces(connection, slices, unknown)) {
    stored.set(state.traceId, state);
    unprepared.add(state.slice);
    tracker.add(state);
  }
  for (const slice of unprepared) await prepareSlice(slice);
  return { inMemory, others: stored };
}
