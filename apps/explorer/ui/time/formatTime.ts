import type { TimeZone } from './timeZoneStore.ts';

/** The fields of a clock and a calendar in one zone. */
export interface ClockFields {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** `undefined` for what is no time a `Date` can hold. */
export function clockFields(timeMs: number, zone: TimeZone): ClockFields | undefined {
  const date = new Date(timeMs);
  if (Number.isNaN(date.getTime())) return undefined;
  if (zone === 'utc') {
    return {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
      millisecond: date.getUTCMilliseconds(),
    };
  }
  return {
    year: date.getFullYear(),
    month: date.getMonth() + 1,
    day: date.getDate(),
    hour: date.getHours(),
    minute: date.getMinutes(),
    second: date.getSeconds(),
    millisecond: date.getMilliseconds(),
  };
}

/** `12:03:00.479` */
export function formatTimeOfDay(timeUs: number, zone: TimeZone): string {
  const fields = clockFields(timeUs / 1_000, zone);
  return fields ? `${clock(fields)}.${pad(fields.millisecond, 3)}` : '–';
}

/** `12:03:00` */
export function formatClock(timeMs: number, zone: TimeZone): string {
  const fields = clockFields(timeMs, zone);
  return fields ? clock(fields) : '–';
}

/** `12:03`, or `12:03:20` where the seconds say something. */
export function formatShortClock(timeMs: number, zone: TimeZone): string {
  const fields = clockFields(timeMs, zone);
  if (!fields) return '–';
  return fields.second === 0 ? `${pad(fields.hour)}:${pad(fields.minute)}` : clock(fields);
}

/** `2026-11-21` */
export function formatDate(timeMs: number, zone: TimeZone): string {
  const fields = clockFields(timeMs, zone);
  return fields ? `${pad(fields.year, 4)}-${pad(fields.month)}-${pad(fields.day)}` : '–';
}

/** `21 Nov`, with its year unless that is this year. */
export function formatDay(timeMs: number, zone: TimeZone, nowMs: number = Date.now()): string {
  const fields = clockFields(timeMs, zone);
  if (!fields) return '–';
  const day = `${fields.day} ${MONTHS[fields.month - 1]}`;
  return fields.year === clockFields(nowMs, zone)?.year ? day : `${day} ${fields.year}`;
}

/** `2026-11-21 12:03:00.479 UTC`: what a hover shows, exact and with its zone. */
export function formatFullTime(timeUs: number, zone: TimeZone): string {
  const timeMs = timeUs / 1_000;
  const fields = clockFields(timeMs, zone);
  if (!fields) return '–';
  return `${formatDate(timeMs, zone)} ${formatTimeOfDay(timeUs, zone)} ${zoneName(timeMs, zone)}`;
}

/** `UTC`, `UTC+1`, `UTC+5:30`: what a local time is off by at that moment. */
export function zoneName(timeMs: number, zone: TimeZone): string {
  const offsetMinutes = zone === 'utc' ? 0 : -new Date(timeMs).getTimezoneOffset();
  if (offsetMinutes === 0 || Number.isNaN(offsetMinutes)) return 'UTC';
  const hours = Math.floor(Math.abs(offsetMinutes) / 60);
  const minutes = Math.abs(offsetMinutes) % 60;
  const sign = offsetMinutes < 0 ? '−' : '+';
  return `UTC${sign}${hours}${minutes === 0 ? '' : `:${pad(minutes)}`}`;
}

/** `now`, `12 s ago`, `5 min ago`, `3 h ago`, `2 d ago`, and `in 5 min` for the future. */
export function formatAgo(timeMs: number, nowMs: number): string {
  const distanceMs = nowMs - timeMs;
  const amount = coarse(Math.abs(distanceMs));
  if (amount === undefined) return 'now';
  return distanceMs < 0 ? `in ${amount}` : `${amount} ago`;
}

const MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;

function coarse(durationMs: number): string | undefined {
  const seconds = Math.round(durationMs / 1_000);
  if (seconds < 1) return undefined;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3_600) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

function clock({ hour, minute, second }: ClockFields): string {
  return `${pad(hour)}:${pad(minute)}:${pad(second)}`;
}

function pad(value: number, digits = 2): string {
  return String(value).padStart(digits, '0');
}
