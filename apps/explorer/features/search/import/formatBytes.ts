const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** `412 B`, `3.1 MB`: decimal units, as file managers show them. */
export function formatBytes(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${unit === 0 || value >= 99.5 ? value.toFixed(0) : value.toFixed(1)} ${UNITS[unit]}`;
}
