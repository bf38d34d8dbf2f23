import { expect, test } from 'vitest';
import { type Measure, readNumber } from './literal.ts';

const COUNT: Measure = { unit: 'count' };
const DURATION: Measure = { unit: 'duration' };
const attribute = (key: string): Measure => ({ unit: 'attribute', key });

function read(text: string, measure: Measure): number | string {
  const number = readNumber(text, measure);
  return number.ok ? number.value : number.error;
}

test('a duration is microseconds, with or without a unit', () => {
  expect(
    ['500', '2us', '2µs', '2μs', '50ms', '1.5s', '2m', '1h', '1m30s', '1h0.5s'].map((it) =>
      read(it, DURATION),
    ),
  ).toEqual([
    500, 2, 2, 2, 50_000, 1_500_000, 120_000_000, 3_600_000_000, 90_000_000, 3_600_500_000,
  ]);
  expect(['1.1ms', '1.005s', '0.001ms', '-3ms', '-0'].map((it) => read(it, DURATION))).toEqual([
    1_100, 1_005_000, 1, -3_000, 0,
  ]);
});

test.each([
  ['write_latency_ns', 50_000_000],
  ['write_latency_us', 50_000],
  ['latencyMicros', 50_000],
  ['db.write_latency_ms', 50],
  ['latencyMs', 50],
  ['latency-millis', 50],
  ['latency.milliseconds', 50],
  ['wait_s', 0.05],
  ['wait_seconds', 0.05],
  ['waitSeconds', 0.05],
  ['wait_sec', 0.05],
  ['wait.secs', 0.05],
  ['waitSec', 0.05],
])('50ms against %s is %d', (key, expected) => {
  expect(read('50ms', attribute(key))).toBe(expected);
});

test.each([
  ['payload.size', 64_000],
  ['size_bytes', 64_000],
  ['size_kb', 64],
  ['sizeKb', 64],
  ['size_mb', 0.064],
  ['size_kib', 62.5],
  ['size_mib', 0.061_035_156_25],
  ['sizeMiB', 0.061_035_156_25],
  ['size_mbit', 64_000],
  ['size_kbit', 64_000],
  ['size_kibs', 64_000],
  ['size_mibs', 64_000],
  ['admib', 64_000],
])('64KB against %s is %d', (key, expected) => {
  expect(read('64KB', attribute(key))).toBe(expected);
});

test('sizes are decimal, and binary when they say so', () => {
  expect(
    ['1B', '1KB', '1kb', '2.525MB', '1GB', '1KiB', '1MiB', '1GiB', '-1KB'].map((it) =>
      read(it, attribute('size')),
    ),
  ).toEqual([1, 1_000, 1_000, 2_525_000, 1_000_000_000, 1_024, 1_048_576, 1_073_741_824, -1_000]);
});

test('a time against an attribute of unknown unit is not guessed', () => {
  for (const key of [
    'latency',
    'params',
    'status',
    'ms',
    'items',
    'class',
    'wait_msgs',
    'a.nsa',
    'a_usage',
    'a-size',
  ]) {
    expect(read('50ms', attribute(key))).toMatch(/does not say its unit/);
  }
  expect(read('50ms', attribute('k'.repeat(200)))).toContain(`"${'k'.repeat(60)}"`);
  expect(read('50', attribute('latency'))).toBe(50);
});

test.each([
  ['abc', COUNT, '"abc" is not a number. Write a plain number such as 100.'],
  ['1e5', COUNT, '"1e5" is not a number. Write a plain number such as 100.'],
  ['', DURATION, '"" is not a number. Write a number with a unit (us, ms, s, m, h), such as 50ms.'],
  [
    '5 ms',
    DURATION,
    '"5 ms" is not a number. Write a number with a unit (us, ms, s, m, h), such as 50ms.',
  ],
  [
    '5msx',
    DURATION,
    '"5msx" is not a number. Write a number with a unit (us, ms, s, m, h), such as 50ms.',
  ],
  ['-', attribute('x'), '"-" is not a number. Write a number such as 42, 50ms or 64KB.'],
  ['.5', attribute('x'), '".5" is not a number. Write a number such as 42, 50ms or 64KB.'],
  ['5KBx', attribute('x'), '"5KBx" is not a number. Write a number such as 42, 50ms or 64KB.'],
  ['x5KB', attribute('x'), '"x5KB" is not a number. Write a number such as 42, 50ms or 64KB.'],
  ['5XB', attribute('x'), '"5XB" is not a number. Write a number such as 42, 50ms or 64KB.'],
  ['5ms', COUNT, 'This is a count, it has no unit: write a plain number.'],
  ['5KB', COUNT, 'This is a count, it has no unit: write a plain number.'],
  ['5KB', DURATION, '5KB is a size, not a duration: use us, ms, s, m or h.'],
  ['x'.repeat(60), COUNT, `"${'x'.repeat(60)}" is not a number. Write a plain number such as 100.`],
  ['1'.repeat(61), COUNT, `"${'1'.repeat(60)}…" is too long a number.`],
] as const)('%s is refused', (text, measure, message) => {
  expect(read(text, measure)).toBe(message);
});

test('a number of many digits keeps what a double can hold', () => {
  expect(read('12345678901234567890.123', attribute('x'))).toBe(12_345_678_901_234_567_000);
  expect(read('0.1234567890123456789', attribute('x'))).toBe(0.12345678901234568);
  expect(read('+42', attribute('x'))).toBe(42);
});
