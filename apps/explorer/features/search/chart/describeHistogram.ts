import type { HistogramBucket } from '../../../../../shared/api/answers.ts';
import { countOf } from '../../../../../shared/stats/formatCount.ts';
import { formatDuration } from '../../../../../shared/time/formatDuration.ts';
import { formatFullTime } from '../../../ui/time/formatTime.ts';
import type { TimeZone } from '../../../ui/time/timeZoneStore.ts';

/** The chart in sentences, for whoever cannot see it. */
export function describeHistogram(buckets: readonly HistogramBucket[], zone: TimeZone): string {
  const totals = totalsOf(buckets);
  const first = buckets[0];
  const last = buckets.at(-1);
  if (first === undefined || last === undefined || totals.count === 0) return 'No traces.';

  const sentences = [
    `${countOf(totals.count, 'trace')} from ${formatFullTime(first.startUs, zone)} on, ` +
      `${countOf(totals.errorCount, 'trace')} with errors, ` +
      `${countOf(totals.findingCount, 'trace')} with findings.`,
  ];
  const { fullest, slowest } = totals;
  if (fullest) {
    sentences.push(`Most at ${formatFullTime(fullest.startUs, zone)}: ${fullest.count}.`);
  }
  if (slowest?.p95Us !== undefined) {
    const at = formatFullTime(slowest.startUs, zone);
    sentences.push(`Slowest at ${at}: 95 % took up to ${formatDuration(slowest.p95Us)}.`);
  }
  return sentences.join(' ');
}

/** One bucket in words. */
export function describeBucket(bucket: HistogramBucket, zone: TimeZone): string {
  const words = [formatFullTime(bucket.startUs, zone), countOf(bucket.count, 'trace')];
  if (bucket.errorCount > 0) words.push(`${bucket.errorCount} with errors`);
  if (bucket.findingCount > 0) words.push(`${bucket.findingCount} with findings`);
  if (bucket.p95Us !== undefined) words.push(`95 % up to ${formatDuration(bucket.p95Us)}`);
  return words.join(', ');
}

interface Totals {
  readonly count: number;
  readonly errorCount: number;
  readonly findingCount: number;
  readonly fullest: HistogramBucket | undefined;
  readonly slowest: HistogramBucket | undefined;
}

export function totalsOf(buckets: readonly HistogramBucket[]): Totals {
  let count = 0;
  let errorCount = 0;
  let findingCount = 0;
  let fullest: HistogramBucket | undefined;
  let slowest: HistogramBucket | undefined;
  for (const bucket of buckets) {
    count += bucket.count;
    errorCount += bucket.errorCount;
    findingCount += bucket.findingCount;
    if (bucket.count > (fullest?.count ?? 0)) fullest = bucket;
    if ((bucket.p95Us ?? -1) > (slowest?.p95Us ?? -1)) slowest = bucket;
  }
  return { count, errorCount, findingCount, fullest, slowest };
}
