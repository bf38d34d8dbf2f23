import { LATEST_US } from '../../../shared/time/range.ts';
import { US_PER_MS, US_PER_S } from '../../../shared/time/units.ts';

/** Durations from `fromUs` up to `toUs`, under one name. */
export interface DurationClass {
  readonly fromUs: number;
  readonly toUs: number;
  /** Its lower end, as the query language reads it: `20ms`, `5s`. */
  readonly name: string;
}

/**
 * Hardly two traces take the same microseconds, so as values of a field they are told apart
 * by classes of 1, 2, 5, 10 …
 */
export const DURATION_CLASSES: readonly DurationClass[] = durationClasses();

/** Name of the class; `undefined` for a duration there cannot be. */
export function durationClassOf(durationUs: number): string | undefined {
  return DURATION_CLASSES.find(({ fromUs, toUs }) => durationUs >= fromUs && durationUs < toUs)
    ?.name;
}

function durationClasses(): readonly DurationClass[] {
  const edgesUs = [0, 1, 2, 5];
  while ((edgesUs.at(-1) ?? 0) < LATEST_US) edgesUs.push((edgesUs.at(-3) ?? 0) * 10);
  return edgesUs.slice(0, -1).map((fromUs, index) => ({
    fromUs,
    toUs: edgesUs[index + 1] ?? fromUs,
    name: literalOf(fromUs),
  }));
}

function literalOf(durationUs: number): string {
  if (durationUs >= US_PER_S) return `${durationUs / US_PER_S}s`;
  return durationUs >= US_PER_MS ? `${durationUs / US_PER_MS}ms` : `${durationUs}us`;
}
