import type { SpanIndices } from '../discovery/spanIndices.ts';
import { type Driver, driverKey } from './driver.ts';

/** Of each discovery; what is forgotten is found out again by one search. */
const MOST_REMEMBERED = 1_000;

/** What was found out of drivers of late, in whatever range. */
export class DriverMemory {
  readonly #known = new WeakMap<SpanIndices, Set<string>>();

  has(driver: Driver, indices: SpanIndices): boolean {
    return this.#known.get(indices)?.has(driverKey(driver)) === true;
  }

  add(driver: Driver, indices: SpanIndices): void {
    const known = this.#known.get(indices) ?? new Set();
    if (known.size >= MOST_REMEMBERED) known.clear();
    this.#known.set(indices, known.add(driverKey(driver)));
  }
}
