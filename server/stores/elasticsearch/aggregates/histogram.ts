import type {
  DurationHeatmap,
  HistogramAnswer,
  HistogramBucket,
} from '../../../../shared/api/answers.ts';
import { formatCount } from '../../../../shared/stats/formatCount.ts';
import { histogramOf } from '../../aggregates/histogramOf.ts';
import { timeBuckets } from '../../aggregates/timeBuckets.ts';
import type { HistogramRequest } from '../../traceStore.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { NewestMatches } from '../matching/traceMatches.ts';
import type { TraceHint } from '../traces/traceBank.ts';
import { type AggregateParts, boundsOf } from './aggregateParts.ts';
import { fewMatches, newestMatches } from './analysedMatches.ts';
import { type CountsOverTime, countStarts } from './countsOverTime.ts';
import { shareOf } from './countValues.ts';
import {
  type CountedPopulation,
  namedPopulation,
  populationOf,
  shareOfSample,
  spansOf,
} from './population.ts';
import { countAllOverTime } from './rootsOverTime.ts';
import { sampledStarts } from './sampledStarts.ts';
import { spreadOver, spreadOverAll } from './spreadSample.ts';
import { readStarts } from './traceStarts.ts';

/**
 * Traces over time. Of few, everything is exact. Of many, the engine counts all with their errors,
 * and findings and durations are estimated from some that are spread evenly: the newest ones
 * would all stand in the last bucket.
 */
export async function computeHistogram(
  request: HistogramRequest,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<HistogramAnswer> {
  const few = await fewMatches(request, ask, parts);
  if (few?.isAll) return histogramOfAll(few, request, ask);
  const found = await populationOf(request, ask, parts);
  if (found.kind !== 'few') return histogramOfMany(found, request, ask, parts);
  const newest = few ?? (await newestMatches(request, ask, parts));
  if (newest.isAll) return histogramOfAll(newest, request, ask);
  const named = await namedPopulation(request, ask, parts);
  return histogramOfMany(named, request, ask, parts);
}

const histogramOfAll = (
  { summaries }: NewestMatches,
  request: HistogramRequest,
  { call }: SpanAsk,
): HistogramAnswer => ({ ...histogramOf(summaries, request), completeness: call.completeness() });

async function histogramOfMany(
  population: CountedPopulation,
  request: HistogramRequest,
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<HistogramAnswer> {
  const { counted, summaries } = await countAndSample(population, request, ask, parts);
  const sampled = histogramOf(summaries.values(), request);
  await noteSample(population, summaries.size, ask);
  return {
    buckets: sampled.buckets.map((bucket, index) => scaledBucket(bucket, counted, index)),
    heatmap: scaledHeatmap(sampled, counted),
    completeness: ask.call.completeness({
      isComplete: false,
      matchingTraces: await population.matching,
    }),
  };
}

async function countAndSample(
  population: CountedPopulation,
  request: HistogramRequest,
  ask: SpanAsk,
  parts: AggregateParts,
) {
  const time = timeBuckets(request);
  const { mostSampled } = boundsOf(parts);
  const summarize = (hints: readonly TraceHint[]) => parts.bank.summaries(hints, ask);
  if (population.kind === 'sample' && population.traces === undefined) {
    const { value } = await population.matching;
    const [counted, summaries] = await Promise.all([
      countAllOverTime(value, time, ask),
      spreadOverAll(request, value, mostSampled, ask).then(summarize),
    ]);
    return { counted, summaries };
  }
  const summarized = summarize(spreadOver(population.traces ?? [], mostSampled));
  const [starts, summaries] = await Promise.all([
    population.kind === 'named'
      ? readStarts(spansOf(population, request, ask), ask)
      : sampledStarts({ population, question: request, summarized, time }, ask),
    summarized,
  ]);
  return { counted: countStarts(starts, time, await shareOf(population, undefined)), summaries };
}

/** The engine's counts, never below what was seen in the traces that were read. */
function scaledBucket(
  sampled: HistogramBucket,
  { counts, errorCounts }: CountsOverTime,
  index: number,
): HistogramBucket {
  const count = Math.max(counts[index] ?? 0, sampled.count);
  const errorCount = Math.min(count, Math.max(errorCounts[index] ?? 0, sampled.errorCount));
  const share = sampled.count === 0 ? 0 : count / sampled.count;
  const withoutError = (sampled.flaggedCount ?? 0) - sampled.errorCount;
  const findingCount = Math.round(sampled.findingCount * share);
  const flaggedCount = Math.max(errorCount + Math.round(withoutError * share), findingCount);
  return {
    ...sampled,
    count,
    errorCount,
    findingCount,
    flaggedCount: Math.min(count, flaggedCount),
  };
}

/** Each cell as many times as its bucket has more traces than were read of it. */
function scaledHeatmap(
  { heatmap, buckets }: Pick<HistogramAnswer, 'heatmap' | 'buckets'>,
  { counts }: CountsOverTime,
): DurationHeatmap {
  const binCount = Math.max(1, heatmap.durationEdgesUs.length - 1);
  const scaled = heatmap.counts.map((cell, place) => {
    const bucket = Math.floor(place / binCount);
    const sampledCount = buckets[bucket]?.count ?? 0;
    const share = Math.max(1, (counts[bucket] ?? 0) / Math.max(1, sampledCount));
    return Math.round(cell * share);
  });
  return { ...heatmap, counts: scaled };
}

async function noteSample(
  population: CountedPopulation,
  sampledCount: number,
  { call }: SpanAsk,
): Promise<void> {
  const sampled = formatCount(sampledCount);
  call.note(`Findings and durations over time are estimated from ${sampled} traces spread evenly.`);
  if (population.kind === 'named' && !population.isAll) {
    const named = formatCount(population.traces.length);
    call.note(`The chart is of ${named} of the traces that match.`);
  }
  if (population.kind === 'sample' && population.traces !== undefined) {
    call.note(
      `Traces over time are estimated from one in ${await shareOfSample(population)} of them.`,
    );
  }
}
