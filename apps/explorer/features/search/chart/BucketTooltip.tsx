import type { HistogramBucket } from '../../../../../shared/api/answers.ts';
import { countOf, formatCount } from '../../../../../shared/stats/formatCount.ts';
import { formatDuration } from '../../../../../shared/time/formatDuration.ts';
import { formatClock, formatDay } from '../../../ui/time/formatTime.ts';
import type { TimeZone } from '../../../ui/time/timeZoneStore.ts';
import styles from './chart.module.css';

interface BucketTooltipProps {
  readonly bucket: HistogramBucket;
  readonly endUs: number;
  readonly zone: TimeZone;
}

export function BucketTooltip({ bucket, endUs, zone }: BucketTooltipProps) {
  const startMs = bucket.startUs / 1_000;
  const percentiles = [
    ['p50', bucket.p50Us],
    ['p95', bucket.p95Us],
    ['p99', bucket.p99Us],
  ] as const;
  return (
    <div className={styles.tooltip}>
      <p className={styles.when}>
        {formatDay(startMs, zone)} {formatClock(startMs, zone)} – {formatClock(endUs / 1_000, zone)}
      </p>
      <p>
        <b>{countOf(bucket.count, 'trace')}</b>
        {bucket.errorCount > 0 && (
          <span className={styles.errorText}> · {formatCount(bucket.errorCount)} with errors</span>
        )}
        {bucket.findingCount > 0 && (
          <span className={styles.findingText}>
            {' '}
            · {formatCount(bucket.findingCount)} with findings
          </span>
        )}
      </p>
      {bucket.count > 0 && (
        <p>
          {percentiles.map(([name, durationUs]) => (
            <span key={name} className={styles.percentile}>
              {name} {durationUs === undefined ? '–' : formatDuration(durationUs)}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}
