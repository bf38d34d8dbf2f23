import { startedAbout } from '../compile/timeRange.ts';
import { IndicesMemory } from '../discovery/indicesMemory.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { TraceHint } from '../traces/traceBank.ts';
import { traceIdOfHit } from '../traces/traceIds.ts';
import type { WalkRange } from './candidateWalk.ts';
import { type Driver, driverKey, filterOf } from './driver.ts';

/** Of a shard: sorting more takes the engine longer than being asked once or twice more. */
export const FEW_SPANS = 10_000;

/** Giving them takes the engine less than picking each trace's newest span does. */
export const SPANS_AT_ONCE = 2_000;

/** Drivers a search met very many spans of. */
const frequent = new IndicesMemory();

/** A search found the engine would have to sort very many. */
export const isFrequent = (driver: Driver, indices: SpanIndices): boolean =>
  frequent.has(indices, driverKey(driver));

export interface FirstSpans {
  /** Traces of the spans, each once, in the order of the walk. */
  readonly traces: readonly TraceHint[];
  readonly spanCount: number;
  /** The engine did not look at all of its part. */
  readonly isPartial: boolean;
  /** The last span looked at: there may be more at this time and behind it. Absent when that was all. */
  readonly reachedUs?: number;
}

/**
 * What a walk meets first, unless the driver is known to have many spans: by one search all traces
 * of few spans and the first of more, `undefined` where the engine would have to sort very many.
 */
export async function firstSpans(
  driver: Driver,
  { fromUs, untilUs, direction }: Omit<WalkRange, 'spans'>,
  ask: SpanAsk,
): Promise<FirstSpans | undefined> {
  const { fields, spans, limits } = ask.indices;
  const size = Math.min(SPANS_AT_ONCE, limits.maxResultWindow);
  const filter = [...startedAbout(fields, fromUs, untilUs + 1), ...filterOf(driver)];
  const { hits, isCutShort, isPartial } = await ask.call.search({
    indices: spans,
    body: {
      size,
      track_total_hits: false,
      stored_fields: '_none_',
      terminate_after: FEW_SPANS,
      query: { bool: { filter } },
      sort: [{ [fields.startTime]: direction === 'newest' ? 'desc' : 'asc' }],
      docvalue_fields: [fields.traceId],
    },
  });
  if (isCutShort) {
    frequent.add(ask.indices, driverKey(driver));
    return undefined;
  }
  const seenUs = new Map<string, number>();
  let spanCount = 0;
  let reachedUs = direction === 'newest' ? untilUs : fromUs;
  for (const hit of hits) {
    const atUs = Number(hit.sort[0]);
    // Spans of the same millisecond as an end of the range, too.
    if (!(atUs >= fromUs && atUs <= untilUs)) continue;
    reachedUs = atUs;
    spanCount++;
    const traceId = traceIdOfHit(hit, fields.traceId);
    if (traceId !== undefined && !seenUs.has(traceId)) seenUs.set(traceId, atUs);
  }
  const traces = Array.from(seenUs, ([traceId, atUs]) => ({ traceId, seenUs: atUs }));
  return { traces, spanCount, isPartial, ...(hits.length >= size && { reachedUs }) };
}
