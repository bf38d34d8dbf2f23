import { bucketAt, type TimeBuckets } from '../../aggregates/timeBuckets.ts';
import type { HistogramRequest } from '../../traceStore.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { Json, JsonBody } from '../engine/engineCall.ts';
import { listOf, memberOf, numberOf, textOf } from '../engine/json.ts';
import { canonicalTraceId } from '../traces/traceIds.ts';
import type { CountedPopulation } from './countValues.ts';
import { failedSpans } from './failedSpans.ts';
import { spansOf } from './population.ts';

/** Traces by the bucket they start in, and those of them with a span that failed. */
export interface CountsOverTime {
  readonly counts: readonly number[];
  readonly errorCounts: readonly number[];
}

interface TraceStart {
  startUs: number;
  hasError: boolean;
}

const TRACES_A_PAGE = 10_000;

/** Each trace of the population at the start of its first span. */
export async function countStarts(
  population: CountedPopulation,
  request: HistogramRequest,
  time: TimeBuckets,
  ask: SpanAsk,
): Promise<CountsOverTime> {
  const counts = time.startsUs.map(() => 0);
  const errorCounts = time.startsUs.map(() => 0);
  const starts = await readStarts(spansOf(population, request, ask), ask);
  for (const { startUs, hasError } of starts.values()) {
    const bucket = bucketAt(time, startUs);
    if (bucket === undefined) continue;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    if (hasError) errorCounts[bucket] = (errorCounts[bucket] ?? 0) + 1;
  }
  return { counts, errorCounts };
}

/** By canonical id, so that a trace stored under two forms of its id is one. */
async function readStarts(
  filter: readonly JsonBody[],
  ask: SpanAsk,
): Promise<ReadonlyMap<string, TraceStart>> {
  const starts = new Map<string, TraceStart>();
  const { limits, spans } = ask.indices;
  const size = Math.max(1, Math.min(TRACES_A_PAGE, limits.maxBuckets - 1));
  let after: Json | undefined;
  do {
    const { aggregations, isPartial } = await ask.call.search({
      indices: spans,
      body: {
        size: 0,
        track_total_hits: false,
        query: { bool: { filter } },
        aggs: { traces: startsPage(size, after, ask) },
      },
    });
    const buckets = listOf(memberOf(aggregations.traces, 'buckets'));
    for (const bucket of buckets) addStart(starts, bucket);
    const isLast = buckets.length < size || isPartial;
    after = isLast ? undefined : objectMember(aggregations.traces, 'after_key');
  } while (after !== undefined);
  return starts;
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
