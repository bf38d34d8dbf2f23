import { clockFields, formatClock, formatDay, formatShortClock } from '../time/formatTime.ts';
import type { TimeZone } from '../time/timeZoneStore.ts';

export interface TimeTick {
  readonly timeMs: number;
  readonly label: string;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365.2425 * DAY_MS;

const STEPS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 7, 14, 28, 91].map((days) => days * DAY_MS),
];

/**
 * Round moments of the zone's clock inside `[fromMs, toMs]`, at most `maxCount`
 * of them; a day's first tick carries its date. Below a second the range has no
 * round moments and gets no ticks.
 */
export function timeTicks(
  fromMs: number,
  toMs: number,
  maxCount: number,
  zone: TimeZone,
): readonly TimeTick[] {
  const spanMs = toMs - fromMs;
  if (!(spanMs > 0) || maxCount < 1) return [];
  const stepMs = STEPS_MS.find((candidateMs) => spanMs / candidateMs <= maxCount);
  if (stepMs === undefined) return yearTicks(fromMs, toMs, maxCount, zone);

  // Aligned to the zone's midnight at the start; a change to summer time inside the range moves the
  // later ticks off the round hour rather than drawing two at once.
  const offsetMs = zone === 'utc' ? 0 : -new Date(fromMs).getTimezoneOffset() * MINUTE_MS;
  const ticks: TimeTick[] = [];
  let timeMs = Math.ceil((fromMs + offsetMs) / stepMs) * stepMs - offsetMs;
  let lastDay = clockFields(fromMs, zone)?.day;
  for (; timeMs <= toMs; timeMs += stepMs) {
    const day = clockFields(timeMs, zone)?.day;
    const isDate = stepMs >= DAY_MS || day !== lastDay;
    ticks.push({
      timeMs,
      label: isDate ? dateLabel(timeMs, stepMs, zone) : clockLabel(timeMs, stepMs, zone),
    });
    lastDay = day;
  }
  return ticks;
}

/** The first moments of every year, second, fifth, tenth… year: years are not equally long. */
function yearTicks(
  fromMs: number,
  toMs: number,
  maxCount: number,
  zone: TimeZone,
): readonly TimeTick[] {
  const years = (toMs - fromMs) / YEAR_MS;
  const step = YEAR_STEPS.find((candidate) => years / candidate <= maxCount);
  const firstYear = clockFields(fromMs, zone)?.year;
  const lastYear = clockFields(toMs, zone)?.year;
  if (step === undefined || firstYear === undefined || lastYear === undefined) return [];
  const ticks: TimeTick[] = [];
  for (let year = Math.ceil(firstYear / step) * step; year <= lastYear; year += step) {
    const timeMs = zone === 'utc' ? Date.UTC(year, 0) : new Date(year, 0).getTime();
    if (timeMs >= fromMs && timeMs <= toMs) ticks.push({ timeMs, label: String(year) });
  }
  return ticks;
}

const YEAR_STEPS = [1, 2, 5, 10, 20, 50, 100, 200] as const;

function clockLabel(timeMs: number, stepMs: number, zone: TimeZone): string {
  return stepMs < MINUTE_MS ? formatClock(timeMs, zone) : formatShortClock(timeMs, zone);
}

function dateLabel(timeMs: number, stepMs: number, zone: TimeZone): string {
  const day = formatDay(timeMs, zone, timeMs);
  const clock = formatShortClock(timeMs, zone);
  return stepMs >= DAY_MS || clock === '00:00' ? day : `${day} ${clock}`;
}
