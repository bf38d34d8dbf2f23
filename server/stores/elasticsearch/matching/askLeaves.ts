import { startedAbout } from '../compile/timeRange.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { EngineSearch, JsonBody } from '../engine/engineCall.ts';
import type { TraceHint } from '../traces/traceBank.ts';
import { ofTraces, traceIdOfHit } from '../traces/traceIds.ts';

/** About 2 ms a request and 3.5 µs a trace: large batches are cheap. */
const TRACES_A_REQUEST = 4_000;

/** Spans of one trace are looked for this far around the one it was found by. */
export const LONGEST_TRACE_US = 86_400_000_000;

/** Epoch microseconds, the first included: spans outside of it need not be looked at. */
export interface SpanWindow {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Where all spans of the traces are. */
export function windowAround(traces: readonly TraceHint[]): SpanWindow {
  let fromUs = Number.POSITIVE_INFINITY;
  let toUs = Number.NEGATIVE_INFINITY;
  for (const { seenUs } of traces) {
    fromUs = Math.min(fromUs, seenUs - LONGEST_TRACE_US);
    toUs = Math.max(toUs, seenUs + LONGEST_TRACE_US);
  }
  return { fromUs, toUs };
}

/** For each filter, which of the traces have a span about the window that it holds on. */
export async function tracesWith(
  filters: readonly JsonBody[],
  traceIds: readonly string[],
  window: SpanWindow,
  ask: SpanAsk,
): Promise<readonly ReadonlySet<string>[]> {
  const found = filters.map(() => new Set<string>());
  if (filters.length === 0) return found;
  const answers = await Promise.all(
    batchesOf(traceIds, batchSize(ask)).map((batch) =>
      ask.call.searchAll(filters.map((filter) => searchOf(filter, batch, window, ask))),
    ),
  );
  for (const ofBatch of answers) {
    for (const [place, { hits }] of ofBatch.entries()) {
      for (const hit of hits) {
        const traceId = traceIdOfHit(hit, ask.indices.fields.traceId);
        if (traceId !== undefined) found[place]?.add(traceId);
      }
    }
  }
  return found;
}

/** A trace may have three forms of id, and come back once under each. */
function batchSize({ indices: { limits } }: SpanAsk): number {
  const most = Math.min(limits.maxTermsCount, limits.maxResultWindow);
  return Math.max(1, Math.min(TRACES_A_REQUEST, Math.floor(most / 3)));
}

function searchOf(
  filter: JsonBody,
  batch: readonly string[],
  { fromUs, toUs }: SpanWindow,
  ask: SpanAsk,
): EngineSearch {
  const { fields, spans, limits } = ask.indices;
  return {
    indices: spans,
    body: {
      size: Math.min(batch.length * 3, limits.maxResultWindow),
      track_total_hits: false,
      stored_fields: '_none_',
      query: {
        bool: {
          filter: [ofTraces(fields.traceId, batch), ...startedAbout(fields, fromUs, toUs), filter],
        },
      },
      sort: ['_doc'],
      collapse: { field: fields.traceId },
    },
  };
}

function batchesOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const batches: (readonly T[])[] = [];
  for (let at = 0; at < items.length; at += size) batches.push(items.slice(at, at + size));
  return batches;
}
