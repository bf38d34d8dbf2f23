/**
 * A duration as people read it: three significant digits below a minute
 * (`412 µs`, `58.1 ms`, `3.15 s`), two units above (`1 m 24 s`, `2 h 05 m`,
 * `3 d 4 h`). Negative durations keep their sign; what is no number is `–`.
 *
 * @param durationUs microseconds
 */
export function formatDuration(durationUs: number): string {
  if (!Number.isFinite(durationUs)) return '–';
  if (durationUs < 0) return `−${formatDuration(-durationUs)}`;
  for (const { unit, sizeUs, limitUs } of SMALL_UNITS) {
    if (durationUs < limitUs) return `${threeDigits(durationUs / sizeUs)} ${unit}`;
  }
  const totalS = Math.round(durationUs / 1_000_000);
  if (totalS < 3_600) return `${Math.floor(totalS / 60)} m ${twoDigits(totalS % 60)} s`;
  const totalM = Math.round(totalS / 60);
  if (totalM < 48 * 60) return `${Math.floor(totalM / 60)} h ${twoDigits(totalM % 60)} m`;
  const totalH = Math.round(totalM / 60);
  return `${Math.floor(totalH / 24)} d ${totalH % 24} h`;
}

// Each limit is where three digits would round up into the next unit, so `999.6 ms` reads `1.00 s`.
const SMALL_UNITS = [
  { unit: 'µs', sizeUs: 1, limitUs: 999.5 },
  { unit: 'ms', sizeUs: 1_000, limitUs: 999_500 },
  { unit: 's', sizeUs: 1_000_000, limitUs: 59_950_000 },
] as const;

function threeDigits(value: number): string {
  if (value === 0) return '0';
  if (Number.isInteger(value) && value < 10) return String(value);
  if (value < 9.995) return value.toFixed(2);
  if (value < 99.95) return value.toFixed(1);
  return value.toFixed(0);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
