import { bucketAt, type TimeBuckets } from '../../aggregates/timeBuckets.ts';
import type { TraceStarts } from './traceStarts.ts';

/** Traces by the bucket they start in, and those of them with a span that failed. */
export interface CountsOverTime {
  readonly counts: readonly number[];
  readonly errorCounts: readonly number[];
}

/** @param share  how many traces each one stands for */
export function countStarts(starts: TraceStarts, time: TimeBuckets, share = 1): CountsOverTime {
  const counts = time.startsUs.map(() => 0);
  const errorCounts = time.startsUs.map(() => 0);
  for (const { startUs, hasError } of starts.values()) {
    const bucket = bucketAt(time, startUs);
    if (bucket === undefined) continue;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    if (hasError) errorCounts[bucket] = (errorCounts[bucket] ?? 0) + 1;
  }
  const scaled = (count: number) => Math.round(count * share);
  return { counts: counts.map(scaled), errorCounts: errorCounts.map(scaled) };
}
