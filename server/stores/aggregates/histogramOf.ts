import type { HistogramAnswer, HistogramBucket } from '../../../shared/api/answers.ts';
import type { TraceSummary } from '../../../shared/summary/traceSummary.ts';
import type { HistogramRequest } from '../traceStore.ts';
import { durationBin, type HeatmapCell, heatmapOf } from './durationHeatmap.ts';
import { percentilesOf } from './percentiles.ts';
import { bucketAt, type TimeBuckets, timeBuckets } from './timeBuckets.ts';

/** What a chart asks of a trace. */
export type TraceFigures = Pick<TraceSummary, 'startUs' | 'durationUs' | 'errorCount' | 'findings'>;

/** These traces over time; the ones outside of the range are left out. */
export function histogramOf(
  traces: Iterable<TraceFigures>,
  request: Pick<HistogramRequest, 'fromUs' | 'toUs' | 'buckets'>,
): Omit<HistogramAnswer, 'completeness'> {
  const time = timeBuckets(request);
  const tallies = tallyByBucket(traces, time);
  const cells: HeatmapCell[] = [];
  const buckets = time.startsUs.map((startUs, bucket): HistogramBucket => {
    const tally = tallies.get(bucket);
    if (tally === undefined) return { startUs, ...EMPTY_BUCKET };
    const { durationsUs, bins, ...counts } = tally;
    for (const [bin, count] of bins) cells.push({ bucket, bin, count });
    return { startUs, count: durationsUs.length, ...counts, ...percentilesOf(durationsUs) };
  });
  return { buckets, heatmap: heatmapOf(cells, time.startsUs) };
}

export const EMPTY_BUCKET = { count: 0, errorCount: 0, findingCount: 0, flaggedCount: 0 };

interface Tally {
  errorCount: number;
  findingCount: number;
  flaggedCount: number;
  readonly durationsUs: number[];
  /** Traces by bin of their duration. */
  readonly bins: Map<number, number>;
}

function tallyByBucket(
  traces: Iterable<TraceFigures>,
  time: TimeBuckets,
): ReadonlyMap<number, Tally> {
  const tallies = new Map<number, Tally>();
  for (const { startUs, durationUs, errorCount, findings } of traces) {
    const bucket = bucketAt(time, startUs);
    if (bucket === undefined) continue;
    const tally = tallies.get(bucket) ?? newTally();
    tallies.set(bucket, tally);
    const bin = durationBin(durationUs);
    tally.durationsUs.push(durationUs);
    tally.bins.set(bin, (tally.bins.get(bin) ?? 0) + 1);
    if (errorCount > 0) tally.errorCount++;
    if (findings.length > 0) tally.findingCount++;
    if (errorCount > 0 || findings.length > 0) tally.flaggedCount++;
  }
  return tallies;
}

const newTally = (): Tally => ({
  errorCount: 0,
  findingCount: 0,
  flaggedCount: 0,
  durationsUs: [],
  bins: new Map(),
});
