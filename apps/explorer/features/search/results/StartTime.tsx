import { formatDate, formatDay, formatTimeOfDay } from '../../../ui/time/formatTime.ts';
import { useTimeZone } from '../../../ui/time/timeZoneStore.ts';
import styles from './results.module.css';

/** The time of day; with its day where that is not today. */
export function StartTime({ startUs }: { readonly startUs: number }) {
  const zone = useTimeZone();
  const startMs = startUs / 1_000;
  const isToday = formatDate(startMs, zone) === formatDate(Date.now(), zone);
  return (
    <span>
      {!isToday && <span className={styles.day}>{formatDay(startMs, zone)} </span>}
      {formatTimeOfDay(startUs, zone)}
    </span>
  );
}
