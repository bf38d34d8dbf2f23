import type { Span } from '../../../shared/span/span.ts';
import type { SessionParts } from './sessionParts.ts';
import type { Slice } from './slice.ts';
import { findTraces, mayBeStored } from './traceLookup.ts';
import type { TraceState } from './tracker.ts';

/** The traces of some batches that were there before them. */
export interface KnownTraces {
  /** One for each run of spans of one trace, in their order; `undefined` where it was not in memory. */
  readonly inMemory: readonly (TraceState | undefined)[];
  /** By id: what was read from the tables, and then what is new. */
  readonly others: Map<string, TraceState>;
}

interface SomeSpans {
  readonly spans: readonly Span[];
}

interface Found {
  readonly inMemory: readonly (TraceState | undefined)[];
  /** They may be in the tables. */
  readonly unknown: ReadonlySet<string>;
  readonly unprepared: Set<Slice>;
}

/** The known traces among those of the batch; `undefined` where the tables have to be asked first. */
export function knownInMemory(parts: SessionParts, batch: SomeSpans): KnownTraces | undefined {
  const { inMemory, unknown, unprepared } = find(parts, [batch]);
  return unknown.size + unprepared.size === 0 ? { inMemory, others: new Map() } : undefined;
}

/**
 * The known traces among those of the batches, from memory or from the tables, their slices
 * ready to be written. A large batch may have more than the tracker remembers.
 */
export async function findKnownTraces(
  parts: SessionParts,
  batches: readonly SomeSpans[],
): Promise<KnownTraces> {
  const { connection, slices, tracker, prepareSlice } = parts;
  const { inMemory, unknown, unprepared } = find(parts, batches);
  const others = new Map<string, TraceState>();
  for (const state of await findTraces(connection, slices, unknown)) {
    others.set(state.traceId, state);
    unprepared.add(state.slice);
    tracker.add(state);
  }
  for (const slice of unprepared) await prepareSlice(slice);
  return { inMemory, others };
}

function find({ slices, tracker }: SessionParts, batches: readonly SomeSpans[]): Found {
  const inMemory: (TraceState | undefined)[] = [];
  const unknown = new Set<string>();
  const unprepared = new Set<Slice>();
  let lastId = '';
  for (const { spans } of batches) {
    for (const { traceId } of spans) {
      if (traceId === lastId) continue;
      lastId = traceId;
      const state = tracker.find(traceId);
      inMemory.push(state);
      if (state === undefined) {
        if (mayBeStored(slices, traceId)) unknown.add(traceId);
      } else if (state.slice.writing === undefined) unprepared.add(state.slice);
    }
  }
  return { inMemory, unknown, unprepared };
}
