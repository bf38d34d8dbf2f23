import { startedIn } from '../compile/timeRange.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { JsonBody } from '../engine/engineCall.ts';
import { memberOf, numberOf } from '../engine/json.ts';

/** The spans suggestions are made from. */
export interface RecentSpans {
  readonly filter: readonly JsonBody[];
  /** Absent when these are all spans there are. */
  readonly hours?: number;
}

/** The last so many hours before the newest span; the longest with few enough spans is taken. */
const HOURS = [24 * 30, 24 * 7, 24, 6, 1];
const US_PER_HOUR = 3_600_000_000;

/** All spans while there are at most so many, else those of the newest hours. */
export async function recentSpans(mostSpans: number, ask: SpanAsk): Promise<RecentSpans> {
  const { fields, spans } = ask.indices;
  const newest = await ask.call.search({
    indices: spans,
    body: {
      size: 1,
      sort: [{ [fields.startTime]: 'desc' }],
      stored_fields: '_none_',
      track_total_hits: mostSpans + 1,
      query: { match_all: {} },
    },
  });
  const [newestUs] = newest.hits.flatMap(({ sort }) => numberOf(sort[0]) ?? []);
  const isAll = newest.totalHits === undefined || newest.totalHits.value <= mostSpans;
  if (newestUs === undefined || isAll) return { filter: [] };
  const since = (hours: number) =>
    startedIn(fields, Math.max(0, newestUs - hours * US_PER_HOUR), undefined);
  const filters = Object.fromEntries(
    HOURS.map((hours) => [`h${hours}`, { bool: { filter: since(hours) } }]),
  );
  const { aggregations } = await ask.call.search({
    indices: spans,
    body: { size: 0, track_total_hits: false, aggs: { since: { filters: { filters } } } },
  });
  const counts = memberOf(aggregations.since, 'buckets');
  const countIn = (hours: number) =>
    numberOf(memberOf(memberOf(counts, `h${hours}`), 'doc_count')) ?? Number.POSITIVE_INFINITY;
  const hours = HOURS.find((each) => countIn(each) <= mostSpans) ?? 1;
  return { filter: since(hours), hours };
}
