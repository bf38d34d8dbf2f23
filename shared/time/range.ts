import { fail, ok, type Result } from '../result.ts';
import { parseIsoTimeUs } from './isoTime.ts';
import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_MS, US_PER_S } from './units.ts';

/** Trace starts in `[fromUs, toUs)`, epoch microseconds. */
export interface TimeRange {
  readonly fromUs: number;
  readonly toUs: number;
}

/**
 * 2554-12-31T23:59:59.999Z: beyond every time that 64 bits of nanoseconds hold, so that whatever an
 * OTLP sender's clock said can be found. Exact to the microsecond up to 2255 (2^53), to four then.
 */
export const LATEST_US = 18_460_828_799_999_000;

export const DEFAULT_FROM = 'now-1h';
export const DEFAULT_TO = 'now';

/** The ranges one click away, all ending now. */
export const RANGE_PRESETS: readonly { readonly from: string; readonly label: string }[] = [
  { from: 'now-5m', label: 'Last 5 min' },
  { from: 'now-15m', label: 'Last 15 min' },
  { from: 'now-1h', label: 'Last 1 h' },
  { from: 'now-6h', label: 'Last 6 h' },
  { from: 'now-24h', label: 'Last 24 h' },
  { from: 'now-2d', label: 'Last 2 days' },
  { from: 'now-7d', label: 'Last 7 days' },
  { from: 'now-30d', label: 'Last 30 days' },
];

/** A bare `+` in a query string arrives as a space, so that a space is a plus here and in ISO offsets. */
const RELATIVE = /^now(?:(?:\s*([+-])\s*|\s+)(\d+)\s*([smhd]))?$/;
const EPOCH_MS = /^\d+$/;

const OFFSET_UNIT_US: Readonly<Record<string, number>> = {
  s: US_PER_S,
  m: US_PER_MINUTE,
  h: US_PER_HOUR,
  d: US_PER_DAY,
};

/**
 * Epoch microseconds of a time as it stands in a request or a link: `now`, `now-15m`, `now+1h`
 * (units `s m h d`), ISO 8601 (UTC unless it says otherwise) or epoch milliseconds.
 * Times before 1970 and after 2554 are refused.
 */
export function parseTime(text: string, nowMs: number): Result<number> {
  const timeUs = readTimeUs(text.trim(), nowMs);
  if (timeUs === undefined) return fail({ message: notATime(text) });
  if (timeUs < 0 || timeUs > LATEST_US) {
    return fail({
      message: `The time "${shorten(text)}" is outside 1970 to 2554. Epoch times are milliseconds.`,
    });
  }
  return ok(timeUs);
}

/** A pair of times as epoch microseconds; both must parse and `from` must be before `to`. */
export function parseRange(from: string, to: string, nowMs: number): Result<TimeRange> {
  const fromUs = parseTime(from, nowMs);
  if (!fromUs.ok) return fail({ message: `from: ${fromUs.error.message}` });
  const toUs = parseTime(to, nowMs);
  if (!toUs.ok) return fail({ message: `to: ${toUs.error.message}` });
  if (fromUs.value >= toUs.value) {
    return fail({
      message: `The range is empty: from (${shorten(from)}) must be before to (${shorten(to)}).`,
    });
  }
  return ok({ fromUs: fromUs.value, toUs: toUs.value });
}

/** True for `now`, `now-1h` and the like: a time that moves with the clock. */
export function isRelativeTime(text: string): boolean {
  return RELATIVE.test(text.trim());
}

/** "Last 1 h" for a preset, "Last 90 min" and the like for any range that ends now, else `undefined`. */
export function rangeLabel(from: string, to: string): string | undefined {
  if (to !== DEFAULT_TO) return undefined;
  const preset = RANGE_PRESETS.find((candidate) => candidate.from === from);
  if (preset !== undefined) return preset.label;
  const [, sign, count, unit] = RELATIVE.exec(from) ?? [];
  if (sign !== '-' || count === undefined || unit === undefined) return undefined;
  const label = unit === 'd' && Number(count) === 1 ? 'day' : UNIT_LABELS[unit];
  return `Last ${Number(count)} ${label}`;
}

const UNIT_LABELS: Readonly<Record<string, string>> = { s: 's', m: 'min', h: 'h', d: 'days' };

function readTimeUs(text: string, nowMs: number): number | undefined {
  const relative = RELATIVE.exec(text);
  if (relative !== null) {
    const [, sign, count = '0', unit = 's'] = relative;
    const offsetUs = Number(count) * (OFFSET_UNIT_US[unit] ?? 0);
    return nowMs * US_PER_MS + (sign === '-' ? -offsetUs : offsetUs);
  }
  if (EPOCH_MS.test(text)) return Number(text) * US_PER_MS;
  return parseIsoTimeUs(text);
}

const notATime = (text: string) =>
  `"${shorten(text)}" is not a time. Write now, now-15m (units s m h d), ` +
  'ISO 8601 such as 2026-11-21T12:00:00Z, or epoch milliseconds.';

const shorten = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
