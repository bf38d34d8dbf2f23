import { fail, ok, type Result } from '../result.ts';
import { parseDurationUs, scaleDecimal, US_PER_MS, US_PER_S } from '../time/units.ts';

/** What a number is compared with, and so in which unit it has to be. */
export type Measure =
  | { readonly unit: 'count' }
  /** Microseconds; a bare number counts as microseconds. */
  | { readonly unit: 'duration' }
  /** An attribute: its unit, where it has one, is told by its key. */
  | { readonly unit: 'attribute'; readonly key: string };

/** No number anybody means is longer, and none of this length overflows to infinity. */
const MAX_DIGITS = 60;

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;
const SIZE = /^([+-]?)(\d+)(?:\.(\d+))?([KMG]i?B|B)$/i;

const SIZE_BYTES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1_000,
  mb: 1_000_000,
  gb: 1_000_000_000,
  kib: 1_024,
  mib: 1_048_576,
  gib: 1_073_741_824,
};

/** How attribute keys say their unit at the end: `db.write_latency_ms`, `batch.sizeKb`. */
const KEY_UNITS: readonly {
  readonly ending: RegExp;
  readonly us?: number;
  readonly bytes?: number;
}[] = [
  { ending: /(?:[._-](?:ns|nanos|nanoseconds)|Ns|Nanos)$/, us: 0.001 },
  { ending: /(?:[._-](?:us|micros|microseconds)|Us|Micros)$/, us: 1 },
  { ending: /(?:[._-](?:ms|millis|milliseconds|msec)|Ms|Millis)$/, us: US_PER_MS },
  { ending: /(?:[._-](?:s|secs?|seconds)|Secs?|Seconds)$/, us: US_PER_S },
  { ending: /(?:[._-]kb|Kb|KB)$/, bytes: 1_000 },
  { ending: /(?:[._-]kib|KiB)$/, bytes: 1_024 },
  { ending: /(?:[._-]mb|Mb|MB)$/, bytes: 1_000_000 },
  { ending: /(?:[._-]mib|MiB)$/, bytes: 1_048_576 },
];

/**
 * The number a literal (`100`, `50ms`, `1m30s`, `64KB`) stands for, in the unit of what it is
 * compared with: microseconds for durations, the unit in the key for attributes (`50ms` against
 * `db.write_latency_ms` is 50), bytes where a key names no unit of size.
 *
 * A time against an attribute whose key names no unit is refused: the number it holds could be
 * seconds or microseconds, and a wrong guess would answer with silence.
 */
export function readNumber(text: string, measure: Measure): Result<number, string> {
  if (text.length > MAX_DIGITS)
    return fail(`"${text.slice(0, MAX_DIGITS)}…" is too long a number.`);
  const plain = DECIMAL.exec(text);
  if (plain !== null) return ok(decimal(plain, 1));
  const durationUs = parseDurationUs(text);
  if (durationUs !== undefined) return toMeasuredTime(text, durationUs, measure);
  const size = SIZE.exec(text);
  if (size !== null) {
    return toMeasuredSize(
      text,
      decimal(size, SIZE_BYTES[(size[4] ?? '').toLowerCase()] ?? 1),
      measure,
    );
  }
  return fail(`"${text}" is not a number. ${HINTS[measure.unit]}`);
}

const HINTS: Readonly<Record<Measure['unit'], string>> = {
  count: 'Write a plain number such as 100.',
  duration: 'Write a number with a unit (us, ms, s, m, h), such as 50ms.',
  attribute: 'Write a number such as 42, 50ms or 64KB.',
};

function toMeasuredTime(
  text: string,
  durationUs: number,
  measure: Measure,
): Result<number, string> {
  if (measure.unit === 'duration') return ok(durationUs);
  if (measure.unit === 'count')
    return fail(`This is a count, it has no unit: write a plain number.`);
  const unitUs = KEY_UNITS.find(
    ({ us, ending }) => us !== undefined && ending.test(measure.key),
  )?.us;
  if (unitUs !== undefined) return ok(durationUs / unitUs);
  return fail(
    `The key "${measure.key.slice(0, 60)}" does not say its unit, so ${text} cannot be converted: ` +
      'write the plain number it holds.',
  );
}

function toMeasuredSize(text: string, sizeBytes: number, measure: Measure): Result<number, string> {
  if (measure.unit === 'count')
    return fail(`This is a count, it has no unit: write a plain number.`);
  if (measure.unit === 'duration') {
    return fail(`${text} is a size, not a duration: use us, ms, s, m or h.`);
  }
  const unitBytes = KEY_UNITS.find(
    ({ bytes, ending }) => bytes !== undefined && ending.test(measure.key),
  )?.bytes;
  return ok(sizeBytes / (unitBytes ?? 1));
}

function decimal([, sign, whole = '', fraction = '']: RegExpExecArray, factor: number): number {
  const value = scaleDecimal(whole, fraction, factor);
  // `0 - 0` is 0 where `-0` would be a value that equals nothing by text.
  return sign === '-' ? 0 - value : value;
}
