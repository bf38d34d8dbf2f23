import type { HistogramAnswer, HistogramBucket } from '../../../../shared/api/answers.ts';
import { histogramOf } from '../../aggregates/histogramOf.ts';
import { timeBuckets } from '../../aggregates/timeBuckets.ts';
import type { HistogramRequest } from '../../traceStore.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { AggregateParts } from './aggregateParts.ts';
import { newestMatches } from './analysedMatches.ts';
import { type CountedPopulation, shareOf } from './countValues.ts';
import { namedPopulation, populationOf } from './population.ts';
import { countAllOverTime } from './rootsOverTime.ts';
import { type CountsOverTime, countStarts } from './traceStarts.ts';

/**
 * Traces over time. Of few, everything is exact. Of many, the engine counts all, and findings and
 * durations are those of the newest ones.
 */
export async function computeHistogram(
  request: HistogramRequest,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<HistogramAnswer> {
  const found = await populationOf(request, ask, parts);
  if (found.kind !== 'few') return histogramOfMany(found, request, ask, parts);
  const { summaries, isAll } = await newestMatches(request, ask, parts);
  if (!isAll) {
    const named = await namedPopulation(request, ask, parts);
    return histogramOfMany(named, request, ask, parts);
  }
  return { ...histogramOf(summaries, request), completeness: ask.call.completeness() };
}

async function histogramOfMany(
  population: CountedPopulation,
  request: HistogramRequest,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<HistogramAnswer> {
  const [{ summaries }, counted] = await Promise.all([
    newestMatches(request, ask, parts),
    countOverTime(population, request, ask),
  ]);
  const { buckets, heatmap } = histogramOf(summaries, request);
  noteCounts(population, ask);
  return {
    buckets: buckets.map((bucket, index) => withCounts(bucket, counted, index)),
    heatmap,
    completeness: ask.call.completeness({
      isComplete: false,
      analysedTraces: summaries.length,
      matchingTraces: population.matching,
    }),
  };
}

async function countOverTime(
  population: CountedPopulation,
  request: HistogramRequest,
  ask: SpanAsk,
): Promise<CountsOverTime> {
  const time = timeBuckets(request);
  if (population.kind === 'sample' && population.traceIds === undefined) {
    return countAllOverTime(population.matching.value, time, ask);
  }
  const { counts, errorCounts } = await countStarts(population, request, time, ask);
  const share = shareOf(population, undefined);
  const scaled = (count: number) => Math.round(count * share);
  return { counts: counts.map(scaled), errorCounts: errorCounts.map(scaled) };
}

/** The engine's counts, never below what was seen in the traces that were read. */
function withCounts(
  bucket: HistogramBucket,
  { counts, errorCounts }: CountsOverTime,
  index: number,
): HistogramBucket {
  const { flaggedCount = 0 } = bucket;
  const count = Math.max(counts[index] ?? 0, bucket.count);
  const errorCount = Math.min(count, Math.max(errorCounts[index] ?? 0, bucket.errorCount));
  const isOnlyFlagged = flaggedCount - bucket.errorCount;
  return {
    ...bucket,
    count,
    errorCount,
    flaggedCount: Math.min(count, errorCount + isOnlyFlagged),
  };
}

function noteCounts(population: CountedPopulation, { call }: SpanAsk): void {
  call.note('Findings and durations over time are those of the analysed traces.');
  if (population.kind === 'sample' && population.traceIds !== undefined) {
    call.note('Traces over time are estimated from one in 16 of them.');
  }
}
