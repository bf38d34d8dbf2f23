import { expect, test } from 'vitest';
import { parseMoment } from './parseMoment.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 12);

test('a bare time is read on the clock the page shows', () => {
  expect(read('2026-11-21 11:30', 'utc')).toBe('2026-11-21T11:30:00.000Z');
  expect(read('2026-11-2 9:05:07.25', 'utc')).toBe('2026-11-02T09:05:07.250Z');
  const local = new Date(2026, 10, 21, 11, 30, 5, 250).toISOString();
  expect(read('2026-11-21 11:30:05.25', 'local')).toBe(local);
});

test('an offset wins over the zone of the page', () => {
  expect(read('2026-11-21T11:30:00+02:00', 'local')).toBe('2026-11-21T09:30:00.000Z');
});

test('a relative time stays recognisable as one', () => {
  const moment = parseMoment(' now-2h ', 'local', NOW_MS);
  expect(moment).toEqual({ ok: true, value: { timeMs: NOW_MS - 7_200_000, isRelative: true } });
});

test('what is no time is refused with the ways to write one', () => {
  expect(read('yesterday', 'utc')).toContain('"yesterday" is not a time');
  expect(read('2026-02-30 10:00', 'local')).toContain('is not a time');
});

function read(text: string, zone: 'local' | 'utc'): string {
  const moment = parseMoment(text, zone, NOW_MS);
  return moment.ok ? new Date(moment.value.timeMs).toISOString() : moment.error.message;
}
