import type { Measurement } from './measurement.ts';

/** What the server weighed at worst; nothing where the system does not tell. */
export function memoryOf(bench: string, maxRssMb: number | undefined): readonly Measurement[] {
  if (maxRssMb === undefined) return [];
  const budget = { atMost: 600, kind: 'time' } as const;
  return [{ bench, what: 'RSS, max', value: maxRssMb, unit: 'MB', budget }];
}
