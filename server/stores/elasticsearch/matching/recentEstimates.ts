import { RecentMap } from '../../../../shared/recentMap.ts';
import type { TimeRange } from '../../traceStore.ts';

const MOST_KEPT = 100;
const KEPT_MS = 20_000;

/** Of the range's length, at either end, and never more than time goes on meanwhile. */
const SAME_WITHIN = 0.002;

/** For a guess; indices are looked at anew as often, and what is kept of them forgotten. */
const GUESSED_MS = 60_000;
const LIKE_WITHIN = 0.1;

interface Estimate {
  readonly value: number;
  readonly range: TimeRange;
  readonly madeMs: number;
}

/** What was estimated of late, for the same question in as good as the same range. */
export class RecentEstimates {
  readonly #kept = new RecentMap<string, Estimate>(MOST_KEPT);

  /** @param nowMs  of a clock that never goes back */
  get(question: string, range: TimeRange, nowMs: number): number | undefined {
    const kept = this.#kept.get(question);
    if (kept === undefined || kept.madeMs + KEPT_MS <= nowMs) return undefined;
    const mostUs = Math.min(lengthOf(kept.range) * SAME_WITHIN, KEPT_MS * 1_000);
    return isWithin(mostUs, kept.range, range) ? kept.value : undefined;
  }

  /** What it will be about, by what it was a moment ago or in a range that is much the same. */
  guess(question: string, range: TimeRange, nowMs: number): number | undefined {
    const kept = this.#kept.get(question);
    if (kept === undefined || kept.madeMs + GUESSED_MS <= nowMs) return undefined;
    const mostUs = lengthOf(kept.range) * LIKE_WITHIN;
    return isWithin(mostUs, kept.range, range) ? kept.value : undefined;
  }

  keep(question: string, { fromUs, toUs }: TimeRange, value: number, nowMs: number): void {
    this.#kept.set(question, { value, range: { fromUs, toUs }, madeMs: nowMs });
  }
}

const lengthOf = ({ fromUs, toUs }: TimeRange): number => toUs - fromUs;

/** Neither end is further away than that. */
function isWithin(mostUs: number, known: TimeRange, asked: TimeRange): boolean {
  return (
    Math.abs(known.fromUs - asked.fromUs) <= mostUs && Math.abs(known.toUs - asked.toUs) <= mostUs
  );
}
