import type { SpanIndices } from '../discovery/spanIndices.ts';
import { type Driver, driverKey } from './driver.ts';

/** Of each discovery; what is forgotten is found out again by one search. */
const MOST_REMEMBERED = 1_000;

const frequent = new WeakMap<SpanIndices, Set<string>>();

/** Whether a search of late met very many spans of the driver's. */
export function isKnownFrequent(driver: Driver, indices: SpanIndices): boolean {
  return frequent.get(indices)?.has(driverKey(driver)) === true;
}

export function rememberFrequent(driver: Driver, indices: SpanIndices): void {
  const known = frequent.get(indices) ?? new Set();
  if (known.size >= MOST_REMEMBERED) known.clear();
  frequent.set(indices, known.add(driverKey(driver)));
}
