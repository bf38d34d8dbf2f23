import type { HistogramRequest } from '../traceStore.ts';

/** A range of time in equal parts, the last of which may reach beyond its end. */
export interface TimeBuckets {
  readonly widthUs: number;
  readonly startsUs: readonly number[];
  readonly toUs: number;
}

/** As many as were asked for, fewer where one would be shorter than a microsecond. */
export function timeBuckets({
  fromUs,
  toUs,
  buckets,
}: Pick<HistogramRequest, 'fromUs' | 'toUs' | 'buckets'>): TimeBuckets {
  const widthUs = Math.max(1, Math.ceil((toUs - fromUs) / buckets));
  const count = Math.min(buckets, Math.max(1, Math.ceil((toUs - fromUs) / widthUs)));
  const startsUs = Array.from({ length: count }, (_, bucket) => fromUs + bucket * widthUs);
  return { widthUs, startsUs, toUs };
}

/** Index of the bucket a time lies in; `undefined` outside of the range. */
export function bucketAt(
  { widthUs, startsUs, toUs }: TimeBuckets,
  timeUs: number,
): number | undefined {
  const bucket = Math.floor((timeUs - (startsUs[0] ?? 0)) / widthUs);
  return bucket >= 0 && timeUs < toUs ? bucket : undefined;
}
