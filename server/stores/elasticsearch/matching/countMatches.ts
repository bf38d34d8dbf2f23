import type { TimeRange } from '../../traceStore.ts';
import { startedIn } from '../compile/timeRange.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { JsonBody } from '../engine/engineCall.ts';
import { memberOf, numberOf } from '../engine/json.ts';
import { CandidateWalk } from './candidateWalk.ts';
import { DIGITS, endingIn, SAMPLED_DIGIT } from './compositeScan.ts';
import { type Driver, driverKey, EVERY_SPAN, filterOf } from './driver.ts';
import { lateCandidates, tracesBegunBefore } from './lateCandidates.ts';
import { RecentEstimates } from './recentEstimates.ts';
import type { MatchCount } from './traceMatches.ts';

/** Up to so many are counted one by one; above it the engine's estimate has to do. */
const COUNTED_TRACES = 1_000;

/** Ten times as much takes half as long again, to be right to a thousandth instead of a hundredth. */
const PRECISION = 3_000;

/** Of a sixteenth: fewer would be off by more than two in a hundred. */
const MANY_TRACES = 2_500;

/**
 * How many traces have a span of the driver's, when that is all they have to have. Of many an
 * estimate, perhaps that of a moment ago.
 */
export async function countTracesOf(
  driver: Driver,
  range: TimeRange,
  ask: SpanAsk,
): Promise<MatchCount> {
  const known = recentEstimate(driver, range, ask);
  if (known !== undefined) return { value: known, relation: 'approx' };
  const estimated = await estimateTraces(driver, range, ask);
  if (estimated.value > COUNTED_TRACES) return estimated;
  const walk = new CandidateWalk(
    driver,
    { fromUs: range.fromUs, untilUs: range.toUs - 1, direction: 'newest', spans: 'few' },
    ask,
  );
  const traceIds = new Set<string>();
  const late = driver === EVERY_SPAN ? [] : lateCandidates(driver, range, ask);
  // Awaited after the walk, which may fail before.
  if (late instanceof Promise) late.catch(() => undefined);
  while (!walk.isExhausted) {
    for (const { traceId } of await walk.next(2 * COUNTED_TRACES)) traceIds.add(traceId);
  }
  for (const { traceId } of await late) traceIds.add(traceId);
  return countBegun([...traceIds], range, ask);
}

/** How many of these traces, each with a span in the range or behind it, begin in it. */
export async function countBegun(
  traceIds: readonly string[],
  { fromUs }: TimeRange,
  ask: SpanAsk,
): Promise<MatchCount> {
  const begun = await tracesBegunBefore(fromUs, traceIds, ask);
  return { value: traceIds.length - begun.size, relation: 'eq' };
}

/**
 * The same by one search, which is off by little. An estimate of a moment ago will do where there
 * are so many that what follows does not depend on how many exactly.
 */
export async function estimateTraces(
  driver: Driver,
  range: TimeRange,
  ask: SpanAsk,
): Promise<MatchCount> {
  const known = recentEstimate(driver, range, ask) ?? 0;
  if (known >= DIGITS * MANY_TRACES) return { value: known, relation: 'approx' };
  const value = await estimate(driver, range, ask);
  if (value > COUNTED_TRACES && ask.call.completeness().isComplete) {
    recentOf(ask).keep(driverKey(driver), range, value, performance.now());
  }
  return { value, relation: 'approx' };
}

/** About how many there will be, where that was estimated of late: without a search. */
export const guessTraces = (driver: Driver, range: TimeRange, ask: SpanAsk): number | undefined =>
  recentOf(ask).guess(driverKey(driver), range, performance.now());

/** Of all traces there are by one sixteenth of them. */
async function estimate(driver: Driver, range: TimeRange, ask: SpanAsk): Promise<number> {
  const { fields, limits } = ask.indices;
  if (driver === EVERY_SPAN && limits.allowsExpensive) {
    const slice = endingIn(fields.traceId, [SAMPLED_DIGIT], true);
    const share = await countDistinct([slice], range, ask);
    if (share >= MANY_TRACES) return DIGITS * share;
  }
  return countDistinct(filterOf(driver), range, ask);
}

const estimates = new WeakMap<SpanIndices, RecentEstimates>();

function recentOf({ indices }: SpanAsk): RecentEstimates {
  const known = estimates.get(indices);
  if (known !== undefined) return known;
  const none = new RecentEstimates();
  estimates.set(indices, none);
  return none;
}

const recentEstimate = (driver: Driver, range: TimeRange, ask: SpanAsk): number | undefined =>
  recentOf(ask).get(driverKey(driver), range, performance.now());

async function countDistinct(
  filters: readonly JsonBody[],
  range: TimeRange,
  ask: SpanAsk,
): Promise<number> {
  const { fields, spans } = ask.indices;
  const filter = [...startedIn(fields, range.fromUs, range.toUs), ...filters];
  const traces = { cardinality: { field: fields.traceId, precision_threshold: PRECISION } };
  const { aggregations } = await ask.call.search({
    indices: spans,
    body: { size: 0, track_total_hits: false, query: { bool: { filter } }, aggs: { traces } },
  });
  return numberOf(memberOf(aggregations.traces, 'value')) ?? 0;
}
