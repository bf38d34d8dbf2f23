/**
 * How many values each of several lists may have: to tell the most frequent ones, every shard
 * makes half as many buckets again and ten.
 */
export function valuesEach(maxBuckets: number, listCount: number): number {
  return Math.max(1, Math.floor((maxBuckets / Math.max(1, listCount) - 10) / 1.5));
}
