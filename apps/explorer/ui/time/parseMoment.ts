import { fail, ok, type Result } from '../../../../shared/result.ts';
import { isRelativeTime, parseTime } from '../../../../shared/time/range.ts';
import type { TimeZone } from './timeZoneStore.ts';

/** A day and a time without an offset: it is meant on the clock the page shows. */
const BARE =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3})\d*)?)?)?$/;

export interface Moment {
  readonly timeMs: number;
  /** It was written relative to now (`now-1h`). */
  readonly isRelative: boolean;
}

/** Reads a typed time: `2026-11-21 12:03` in the zone of the page, anything with an offset, `now-2h`. */
export function parseMoment(text: string, zone: TimeZone, nowMs: number): Result<Moment> {
  const trimmed = text.trim();
  const bare = zone === 'local' ? readLocal(trimmed) : undefined;
  if (bare !== undefined) return ok({ timeMs: bare, isRelative: false });
  const time = parseTime(padDigits(trimmed), nowMs);
  if (!time.ok) return fail(time.error);
  return ok({ timeMs: Math.floor(time.value / 1_000), isRelative: isRelativeTime(trimmed) });
}

function readLocal(text: string): number | undefined {
  const match = BARE.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((digits) => Number(digits ?? 0));
  const date = new Date(year, month - 1, day, hour, minute, second, millis(match[7]));
  // `Date` rolls 30 February over to March: what does not come back as written is left to be refused.
  return date.getMonth() === month - 1 && date.getHours() === hour ? date.getTime() : undefined;
}

function millis(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits.padEnd(3, '0'));
}

/** People write `2026-11-2 9:05`; ISO 8601 wants two digits everywhere. */
function padDigits(text: string): string {
  return BARE.test(text) ? text.replace(/\b\d\b/g, (digit) => `0${digit}`) : text;
}
