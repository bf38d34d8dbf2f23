import { RecentMap } from '../../../../shared/recentMap.ts';
import type { TimeRange } from '../../traceStore.ts';

const MOST_KEPT = 100;
const KEPT_MS = 20_000;

/** Of the range's length, at either end, and never more than time goes on meanwhile. */
const SAME_WITHIN = 0.002;

interface Estimate {
  readonly value: number;
  readonly range: TimeRange;
  readonly untilMs: number;
}

/** What was estimated of late, for the same question in as good as the same range. */
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
  const mostUs = Math.min((known.toUs - known.fromUs) * SAME_WITHIN, KEPT_MS * 1_000);
  return (
    Math.abs(known.fromUs - asked.fromUs) <= mostUs && Math.abs(known.toUs - asked.toUs) <= mostUs
  );
}
