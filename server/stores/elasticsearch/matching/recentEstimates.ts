import { RecentMap } from '../../../../shared/recentMap.ts';
import type { TimeRange } from '../../traceStore.ts';

const MOST_KEPT = 100;
const KEPT_MS = 20_000;

/** Of the range's length, at either end: an estimate is further off by itself. */
const SAME_WITHIN = 0.002;

interface Estimate {
  readonly value: number;
  readonly range: TimeRange;
  readonly untilMs: number;
}

/**
 * What was estimated of late, for the same question about as good as the same range: a list that
 * is refreshed every few seconds, and the facets beside it, need not have the engine count again.
 */
export class RecentEstimates {
  readonly #kept = new RecentMap<string, Estimate>(MOST_KEPT);

  /** @param nowMs  of a clock that never goes back */
  get(question: string, range: TimeRange, nowMs: number): number | undefined {
    const kept = this.#kept.get(question);
    if (kept === undefined || kept.untilMs <= nowMs) return undefined;
    return isAboutTheSame(kept.range, range) ? kept.value : undefined;
  }

  keep(question: string, { fromUs, toUs }: TimeRange, value: number, nowMs: number): void {
    this.#kept.set(question, { value, range: { fromUs, toUs }, untilMs: nowMs + KEPT_MS });
  }
}

function isAboutTheSame(known: TimeRange, asked: TimeRange): boolean {
  const mostUs = (known.toUs - known.fromUs) * SAME_WITHIN;
  return (
    Math.abs(known.fromUs - asked.fromUs) <= mostUs && Math.abs(known.toUs - asked.toUs) <= mostUs
  );
}
