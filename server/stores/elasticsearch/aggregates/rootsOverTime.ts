import type { TimeBuckets } from '../../aggregates/timeBuckets.ts';
import { startedIn } from '../compile/timeRange.ts';
import type { SpanFields } from '../discovery/spanIndices.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { EngineSearch, JsonBody } from '../engine/engineCall.ts';
import { memberOf, numberOf } from '../engine/json.ts';
import type { CountsOverTime } from './countsOverTime.ts';
import { failedSpans } from './failedSpans.ts';
import { tracesIn } from './valueAnswers.ts';
import { tracesOf } from './valueSearches.ts';

/** Roots may be this much more or fewer than traces and still tell how traces spread over time. */
const TOLERANCE = 0.05;
const PRECISION = 1_000;

/**
 * All traces over time, each counted at its root; where roots are missing or several, by its spans:
 * then one that reaches over a bucket's edge counts twice.
 *
 * @param traceCount  how many there are, about
 */
export async function countAllOverTime(
  traceCount: number,
  time: TimeBuckets,
  ask: SpanAsk,
): Promise<CountsOverTime> {
  const failed = failedSpans(ask.indices);
  const searches = [searchOf(time, [isRoot(ask.indices.fields)], {}, ask)];
  const distinct = tracesOf(ask.indices.fields.traceId, PRECISION);
  if (failed !== undefined) searches.push(searchOf(time, [failed], distinct, ask));
  const [roots, errors] = await ask.call.searchAll(searches);
  const counts = bucketsOf(roots).map((bucket) => numberOf(memberOf(bucket, 'doc_count')) ?? 0);
  const errorCounts = bucketsOf(errors).map(tracesIn);
  const rootCount = counts.reduce((sum, count) => sum + count, 0);
  if (Math.abs(rootCount - traceCount) <= TOLERANCE * traceCount) return { counts, errorCounts };
  const answer = await ask.call.search(searchOf(time, [], distinct, ask));
  return { counts: bucketsOf(answer).map(tracesIn), errorCounts };
}

/** Spans that name no parent, in any generation's way. */
function isRoot({ lists }: SpanFields): JsonBody {
  const ofParent = { term: { 'references.refType': 'CHILD_OF' } };
  const nested = { nested: { path: 'references', query: ofParent, ignore_unmapped: true } };
  const plain = [ofParent, { term: { 'references.refType.keyword': 'CHILD_OF' } }];
  // A template that nests one list nests all, and then asking as if none were goes through every
  // reference there is in vain.
  const isNested = lists.length > 0 && lists.every(({ nestedPath }) => nestedPath !== undefined);
  const references = isNested ? [nested] : [nested, ...plain];
  return { bool: { must_not: [{ exists: { field: 'parentSpanID' } }, ...references] } };
}

function searchOf(
  time: TimeBuckets,
  filter: readonly JsonBody[],
  aggs: JsonBody,
  { indices: { fields, spans } }: SpanAsk,
): EngineSearch {
  const { startsUs, toUs } = time;
  const ranges = startsUs.map((from, index) => ({ from, to: startsUs[index + 1] ?? toUs }));
  const buckets = { range: { field: fields.startTime, ranges }, aggs };
  const within = startedIn(fields, startsUs[0], toUs);
  return {
    indices: spans,
    body: {
      size: 0,
      track_total_hits: false,
      query: { bool: { filter: [...within, ...filter] } },
      aggs: { buckets },
    },
    isCachable: true,
  };
}

function bucketsOf(answer: { readonly aggregations: JsonBody } | undefined): readonly unknown[] {
  const buckets = memberOf(answer?.aggregations.buckets, 'buckets');
  return Array.isArray(buckets) ? buckets : [];
}
