import { US_PER_MS, US_PER_S } from './units.ts';

const ISO_TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+ -]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * Epoch microseconds of an ISO 8601 time to the microsecond (`2026-11-21`, `2026-11-21T12:00Z`,
 * `2026-11-21T13:00:00.123456+01:00`), or `undefined` when it is none or names no real moment
 * (30 February, hour 25). Without an offset it is UTC; digits beyond the sixth are dropped.
 */
export function parseIsoTimeUs(text: string): number | undefined {
  const match = ISO_TIME.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    match;
  const isoSecond = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const epochMs = Date.parse(`${isoSecond}Z`);
  // `Date.parse` rolls 30 February over to March in some engines: only what prints back is a date.
  if (Number.isNaN(epochMs) || new Date(epochMs).toISOString().slice(0, 19) !== isoSecond) {
    return undefined;
  }
  const offsetUs = zoneOffsetUs(zone);
  if (offsetUs === undefined) return undefined;
  return epochMs * US_PER_MS - offsetUs + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

/**
 * The ISO 8601 text of an epoch time in UTC, exact to the microsecond; digits that are zero from
 * the millisecond or the second down are left out (`2026-11-21T12:00:00Z`). Assumes 1970 to 2554.
 */
export function formatIsoTime(timeUs: number): string {
  const epochUs = Math.trunc(timeUs);
  const microOfSecond = ((epochUs % US_PER_S) + US_PER_S) % US_PER_S;
  const second = new Date((epochUs - microOfSecond) / US_PER_MS).toISOString().slice(0, 19);
  if (microOfSecond === 0) return `${second}Z`;
  const digits = String(microOfSecond).padStart(6, '0');
  return `${second}.${digits.endsWith('000') ? digits.slice(0, 3) : digits}Z`;
}

function zoneOffsetUs(zone: string): number | undefined {
  if (zone.toUpperCase() === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || '0');
  if (hours > 23 || minutes > 59) return undefined;
  const offsetUs = (hours * 60 + minutes) * 60 * US_PER_S;
  return zone.startsWith('-') ? -offsetUs : offsetUs;
}
