import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { microsOfNanos } from '../formats/nanoTime.ts';
import { formatIsoTime, parseIsoTimeUs } from './isoTime.ts';
import {
  isRelativeTime,
  LATEST_US,
  parseRange,
  parseTime,
  RANGE_PRESETS,
  rangeLabel,
} from './range.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 12, 0, 0, 250);

/** The time a text means, in ISO 8601, or why it means none. */
function read(text: string): string {
  const timeUs = parseTime(text, NOW_MS);
  return timeUs.ok ? formatIsoTime(timeUs.value) : timeUs.error.message;
}

describe('a time', () => {
  test.each([
    ['now', '2026-11-21T12:00:00.250Z'],
    [' now ', '2026-11-21T12:00:00.250Z'],
    ['now-90s', '2026-11-21T11:58:30.250Z'],
    ['now-15m', '2026-11-21T11:45:00.250Z'],
    ['now - 1h', '2026-11-21T11:00:00.250Z'],
    ['now-7d', '2026-11-14T12:00:00.250Z'],
    ['now+2h', '2026-11-21T14:00:00.250Z'],
    ['now 2h', '2026-11-21T14:00:00.250Z'],
    ['2026-11-21T13:00:00 01:00', '2026-11-21T12:00:00Z'],
    ['now-0s', '2026-11-21T12:00:00.250Z'],
    ['0', '1970-01-01T00:00:00Z'],
    ['1795262400250', '2026-11-21T12:00:00.250Z'],
    ['2026-11-21', '2026-11-21T00:00:00Z'],
    ['2026-11-21T12:00', '2026-11-21T12:00:00Z'],
    ['2026-11-21 12:00:01', '2026-11-21T12:00:01Z'],
    ['2026-11-21T12:00:00Z', '2026-11-21T12:00:00Z'],
    ['2026-11-21t12:00:00z', '2026-11-21T12:00:00Z'],
    ['2026-11-21T12:00:00.5Z', '2026-11-21T12:00:00.500Z'],
    ['2026-11-21T12:00:00,5Z', '2026-11-21T12:00:00.500Z'],
    ['2026-11-21T12:00:00.123456Z', '2026-11-21T12:00:00.123456Z'],
    ['2026-11-21T12:00:00.123456789Z', '2026-11-21T12:00:00.123456Z'],
    ['2026-11-21T13:00:00+01:00', '2026-11-21T12:00:00Z'],
    ['2026-11-21T06:30:00-0530', '2026-11-21T12:00:00Z'],
    ['2026-11-21T13:00:00+01', '2026-11-21T12:00:00Z'],
    ['2028-02-29', '2028-02-29T00:00:00Z'],
    ['2200-12-31T23:59:59.999999Z', '2200-12-31T23:59:59.999999Z'],
    ['2554-12-31T23:59:59.999Z', '2554-12-31T23:59:59.999Z'],
    ['1970-01-01T00:00:00.000001Z', '1970-01-01T00:00:00.000001Z'],
  ])('%s is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each([
    '',
    'yesterday',
    'now-',
    'now-1',
    'now-1w',
    'now-1.5h',
    'now*2',
    'NOW',
    '-5',
    '1e12',
    '2026-02-30',
    '2026-13-01',
    '2026-11-21T25:00',
    '2026-11-21T12:60',
    '2026-11-21T12:00:00+24:00',
    '2026-11-21T12:00:00+01:60',
    '2026-11-21T12',
    '21.11.2026',
    '2026-11-21T12:00:00Zjunk',
  ])('%s is none', (text) => {
    expect(read(text)).toBe(
      `"${text}" is not a time. Write now, now-15m (units s m h d), ISO 8601 such as 2026-11-21T12:00:00Z, or epoch milliseconds.`,
    );
  });

  test('outside 1970 to 2554 is refused, with a hint at microseconds', () => {
    const outside = (text: string) =>
      `The time "${text}" is outside 1970 to 2554. Epoch times are milliseconds.`;
    for (const text of ['1969-12-31T23:59:59Z', '2555-01-01', '1795262400250000', 'now-99999d']) {
      expect(read(text)).toBe(outside(text));
    }
    expect(read('9'.repeat(400))).toBe(outside(`${'9'.repeat(60)}…`));
  });

  test('prints and parses to the microsecond as long as a number does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (timeUs) => {
        expect(parseIsoTimeUs(formatIsoTime(timeUs))).toBe(timeUs);
      }),
      { numRuns: 2_000 },
    );
    expect(formatIsoTime(-1)).toBe('1969-12-31T23:59:59.999999Z');
  });

  test('knows whether it moves with the clock', () => {
    expect(['now', 'now-1h', ' now+5m'].map(isRelativeTime)).toEqual([true, true, true]);
    expect(['2026-11-21', '0', 'nowhere'].map(isRelativeTime)).toEqual([false, false, false]);
  });
});

test('the latest time is beyond all that 64 bits of nanoseconds hold', () => {
  expect(microsOfNanos(0xffffffff, 0xffffffff)).toBeLessThan(LATEST_US);
});

describe('a range', () => {
  const range = (from: string, to: string) => {
    const parsed = parseRange(from, to, NOW_MS);
    if (!parsed.ok) return parsed.error.message;
    return `${formatIsoTime(parsed.value.fromUs)} – ${formatIsoTime(parsed.value.toUs)}`;
  };

  test('may be relative, absolute, mixed, and reach into the future', () => {
    expect(range('now-1h', 'now')).toBe('2026-11-21T11:00:00.250Z – 2026-11-21T12:00:00.250Z');
    expect(range('2026-11-20', 'now+1d')).toBe('2026-11-20T00:00:00Z – 2026-11-22T12:00:00.250Z');
  });

  test('names the end that is wrong', () => {
    expect(range('then', 'now')).toMatch(/^from: "then" is not a time\./);
    expect(range('now', 'then')).toMatch(/^to: "then" is not a time\./);
  });

  test('must not be empty', () => {
    const message = 'The range is empty: from (now) must be before to (now).';
    expect(range('now', 'now')).toBe(message);
    expect(range('now', 'now-1s')).toBe(
      'The range is empty: from (now) must be before to (now-1s).',
    );
  });

  test('has a label when it ends now', () => {
    expect(RANGE_PRESETS.map(({ from }) => rangeLabel(from, 'now'))).toEqual(
      RANGE_PRESETS.map(({ label }) => label),
    );
    expect(rangeLabel('now-90m', 'now')).toBe('Last 90 min');
    expect(rangeLabel('now-45s', 'now')).toBe('Last 45 s');
    expect(rangeLabel('now-3h', 'now')).toBe('Last 3 h');
    expect(rangeLabel('now-1d', 'now')).toBe('Last 1 day');
    expect(rangeLabel('now-14d', 'now')).toBe('Last 14 days');
    expect(rangeLabel('now-1h', 'now+1h')).toBeUndefined();
    expect(rangeLabel('now+1h', 'now')).toBeUndefined();
    expect(rangeLabel('2026-11-21', 'now')).toBeUndefined();
  });

  test('presets all parse', () => {
    for (const { from } of RANGE_PRESETS) expect(parseRange(from, 'now', NOW_MS).ok).toBe(true);
  });
});
