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
  /** Of more than one answer holds: all spans that start before a time, or say no start. */
  readonly begun?: { readonly hits: readonly EngineHit[]; readonly untilUs: number };
  /** Starts that part the spans into slices of about equal number, ascending; epoch microseconds. */
  readonly startsUs: readonly number[];
}

/** Enough for nearly every trace, and few enough for the beginning of a large one to be there soon. */
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
  // An index that was just made has no field to sort by.
  const byStart = { [field]: { order: 'asc', missing: '_first', unmapped_type: 'long' } };
  const answer =
    (await searchSpans(area, filters, ask, { ...rest, size, sort: [byStart] })) ??
    (await searchSpans(area, filters, ask, { ...rest, size: 0 }));
  const totalSpans = answer?.totalHits?.value ?? 0;
  const hits = answer?.hits ?? [];
  const plan = { area, filters, totalSpans };
  if (hits.length >= totalSpans) return { ...plan, hits, startsUs: [] };
  const begun = beginningOf(hits);
  const startsUs = answer === undefined ? [] : startsOf(answer);
  return { ...plan, startsUs, ...(begun && { begun }) };
}

/** Without those that start with the last one, of which there may be more. */
function beginningOf(hits: readonly EngineHit[]): TracePlan['begun'] {
  const startOf = ({ sort }: EngineHit) => numberOf(sort[0]) ?? Number.NEGATIVE_INFINITY;
  const last = hits.at(-1);
  const untilUs = last === undefined ? Number.NaN : startOf(last);
  const before = hits.filter((hit) => startOf(hit) < untilUs);
  return before.length > 0 && untilUs > EARLIEST_US ? { hits: before, untilUs } : undefined;
}

/** A span that says no start is put before all that do. */
const EARLIEST_US = -1e17;

function startsOf({ aggregations }: EngineAnswer): readonly number[] {
  const values = memberOf(aggregations.starts, 'values');
  const startsUs = new Set<number>();
  for (const point of Array.isArray(values) ? values : []) {
    const startUs = numberOf(memberOf(point, 'value'));
    if (startUs !== undefined) startsUs.add(Math.floor(startUs));
  }
  return [...startsUs].sort((a, b) => a - b);
}
