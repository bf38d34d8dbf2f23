import { DEFAULT_TO, rangeLabel } from '../../../../shared/time/range.ts';
import type { FixedRange } from './fixedRange.ts';
import { formatClock, formatDay, formatShortClock } from './formatTime.ts';
import type { TimeZone } from './timeZoneStore.ts';

/** A range in few words: `Last 1 h`, `21 Nov 11:35 – 11:50`, `20 Nov 23:00 – 21 Nov 01:00`. */
export function rangeText(
  { fromMs, toMs }: FixedRange,
  last: string | undefined,
  zone: TimeZone,
): string {
  const label = last === undefined ? undefined : rangeLabel(last, DEFAULT_TO);
  if (label !== undefined) return label;
  const clock = toMs - fromMs < 600_000 ? formatClock : formatShortClock;
  const fromDay = formatDay(fromMs, zone);
  const toDay = formatDay(toMs, zone);
  const end = fromDay === toDay ? clock(toMs, zone) : `${toDay} ${clock(toMs, zone)}`;
  return `${fromDay} ${clock(fromMs, zone)} – ${end}`;
}
