import type { SpanAsk } from '../discovery/spanSource.ts';
import type { Json, JsonBody } from '../engine/engineCall.ts';
import { listOf, memberOf, numberOf, textOf } from '../engine/json.ts';
import { canonicalTraceId } from '../traces/traceIds.ts';
import { failedSpans } from './failedSpans.ts';

/** Where a trace begins, as far as the engine knows. */
interface TraceStart {
  startUs: number;
  hasError: boolean;
}

export type TraceStarts = ReadonlyMap<string, TraceStart>;

const TRACES_A_PAGE = 10_000;

/**
 * The start of each trace's first span.
 *
 * @param filter  the spans of the traces
 * @returns by canonical id, so that a trace stored under two forms of its id is one
 */
export async function readStarts(filter: readonly JsonBody[], ask: SpanAsk): Promise<TraceStarts> {
  const starts = new Map<string, TraceStart>();
  const size = Math.max(1, Math.min(TRACES_A_PAGE, ask.indices.limits.maxBuckets - 1));
  let after: Json | undefined;
  do {
    const page = await readPage(filter, size, after, ask);
    for (const bucket of page.buckets) addStart(starts, bucket);
    after = page.buckets.length < size || page.isPartial ? undefined : page.next;
  } while (after !== undefined);
  return starts;
}

/** The same by one search; `undefined` when there are more traces than that. */
export async function readStartsOfFew(
  filter: readonly JsonBody[],
  most: number,
  ask: SpanAsk,
): Promise<TraceStarts | undefined> {
  const size = Math.min(most, TRACES_A_PAGE, ask.indices.limits.maxBuckets - 2) + 1;
  const { buckets } = await readPage(filter, size, undefined, ask);
  if (buckets.length === size) return undefined;
  const starts = new Map<string, TraceStart>();
  for (const bucket of buckets) addStart(starts, bucket);
  return starts;
}

async function readPage(
  filter: readonly JsonBody[],
  size: number,
  after: Json | undefined,
  ask: SpanAsk,
) {
  const { aggregations, isPartial } = await ask.call.search({
    indices: ask.indices.spans,
    body: {
      size: 0,
      track_total_hits: false,
      query: { bool: { filter } },
      aggs: { traces: startsPage(size, after, ask) },
    },
  });
  const buckets = listOf(memberOf(aggregations.traces, 'buckets'));
  return { buckets, isPartial, next: objectMember(aggregations.traces, 'after_key') };
}

function startsPage(size: number, after: Json | undefined, { indices }: SpanAsk): JsonBody {
  const { traceId, startTime } = indices.fields;
  const failed = failedSpans(indices);
  return {
    composite: {
      size,
      sources: [{ id: { terms: { field: traceId } } }],
      ...(after !== undefined && { after }),
    },
    aggs: {
      start: { min: { field: startTime } },
      ...(failed !== undefined && { failed: { filter: failed } }),
    },
  };
}

function objectMember(value: Json | undefined, key: string): Json | undefined {
  const member = memberOf(value, key);
  return member === undefined ? undefined : (member as Json);
}

function addStart(starts: Map<string, TraceStart>, bucket: Json): void {
  const stored = textOf(memberOf(memberOf(bucket, 'key'), 'id'));
  const startUs = numberOf(memberOf(memberOf(bucket, 'start'), 'value'));
  if (stored === undefined || startUs === undefined) return;
  const hasError = (numberOf(memberOf(memberOf(bucket, 'failed'), 'doc_count')) ?? 0) > 0;
  const traceId = canonicalTraceId(stored);
  const known = starts.get(traceId);
  if (known === undefined) {
    starts.set(traceId, { startUs, hasError });
  } else {
    known.startUs = Math.min(known.startUs, startUs);
    known.hasError ||= hasError;
  }
}
