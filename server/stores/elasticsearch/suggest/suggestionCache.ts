import type { Completeness } from '../../../../shared/api/completeness.ts';
import { RecentMap } from '../../../../shared/recentMap.ts';
import type { Clock } from '../../clock.ts';

const KEPT_MS = 30_000;
const MOST_KEPT = 50;

/** What was found, and what it covers. */
export interface Found<T> {
  readonly value: T;
  readonly completeness: Completeness;
}

/** Answers that are as good some seconds later, because somebody is typing. */
export class SuggestionCache<T> {
  readonly #clock: Clock;
  readonly #kept = new RecentMap<string, { readonly found: Found<T>; readonly untilMs: number }>(
    MOST_KEPT,
  );

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async get(key: string, find: () => Promise<Found<T>>): Promise<Found<T>> {
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.untilMs > this.#clock.nowMs()) return kept.found;
    const found = await find();
    const { isTimedOut, shards } = found.completeness;
    const isCut = isTimedOut || (shards?.failed ?? 0) > 0;
    if (!isCut) this.#kept.set(key, { found, untilMs: this.#clock.nowMs() + KEPT_MS });
    return found;
  }
}
