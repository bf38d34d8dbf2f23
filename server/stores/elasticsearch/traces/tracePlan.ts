import type { SpanAsk } from '../discovery/spanSource.ts';
import type { EngineAnswer, EngineHit, JsonBody } from '../engine/engineCall.ts';
import { memberOf, numberOf } from '../engine/json.ts';
import type { SpanArea } from './spanArea.ts';
import { mostHits, searchSpans } from './spanSearch.ts';

/** Spans of one trace in one area: all of them when they are few, else how to read them. */
export interface TracePlan {
  readonly area: SpanArea;
  /** Which spans. */
  readonly filters: readonly JsonBody[];
  readonly totalSpans: number;
  /** All there are; absent when one answer does not hold them. */
  readonly hits?: readonly EngineHit[];
  /** Starts that part the spans into slices of about equal number, ascending; epoch microseconds. */
  readonly startsUs: readonly number[];
}

/** Enough for nearly every trace, and few enough to be thrown away for a large one. */
const FIRST_HITS = 1_000;

/** Fine enough for a small first slice, and for full answers of a trace of two million spans. */
const PERCENTS = Array.from({ length: 199 }, (_, i) => (i + 1) / 2);

/** Asks for the spans and, should they be many, how they lie in time. */
export async function planTrace(
  area: SpanArea,
  filters: readonly JsonBody[],
  ask: SpanAsk,
): Promise<TracePlan> {
  const field = ask.indices.fields.startTime;
  const rest = {
    track_total_hits: true,
    aggs: { starts: { percentiles: { field, percents: PERCENTS, keyed: false } } },
  };
  const size = Math.min(FIRST_HITS, mostHits(ask));
  const answer =
    (await searchSpans(area, filters, ask, { ...rest, size, sort: ['_doc'] })) ??
    (await searchSpans(area, filters, ask, { ...rest, size: 0 }));
  const totalSpans = answer?.totalHits?.value ?? 0;
  const hits = answer?.hits ?? [];
  const plan = { area, filters, totalSpans };
  if (hits.length >= totalSpans) return { ...plan, hits, startsUs: [] };
  return { ...plan, startsUs: answer === undefined ? [] : startsOf(answer) };
}

function startsOf({ aggregations }: EngineAnswer): readonly number[] {
  const values = memberOf(aggregations.starts, 'values');
  const startsUs = new Set<number>();
  for (const point of Array.isArray(values) ? values : []) {
    const startUs = numberOf(memberOf(point, 'value'));
    if (startUs !== undefined) startsUs.add(Math.floor(startUs));
  }
  return [...startsUs].sort((a, b) => a - b);
}
