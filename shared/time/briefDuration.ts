import { formatDuration } from './formatDuration.ts';

/**
 * A duration for a running sentence or a list row: whole micro- and milliseconds,
 * seconds with one decimal (`820 µs`, `12 ms`, `3.1 s`), above a minute as
 * `formatDuration` has it.
 */
export function briefDuration(durationUs: number): string {
  if (!(durationUs >= 0 && durationUs < MINUTE_US)) return formatDuration(durationUs);
  if (durationUs < 999.5) return `${Math.round(durationUs)} µs`;
  if (durationUs < 999_500) return `${Math.round(durationUs / 1_000)} ms`;
  return `${(durationUs / 1_000_000).toFixed(1)} s`;
}

/** Where one decimal would round up to `60.0 s`. */
const MINUTE_US = 59_950_000;
