import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import type { Clock } from '../../clock.ts';

/** Of each of the two generations, in memory, as far as that can be estimated. */
const MOST_BYTES = 16_000_000;

/** Spans that come later than a trace settles are rare, and shown after so long. */
const KEPT_MS = 600_000;

/** The parts of one page ask for the same traces within moments, also for those still growing. */
const KEPT_UNSETTLED_MS = 1_000;

interface Kept {
  readonly summary: TraceSummary;
  readonly untilMs: number;
}

/**
 * Summaries that were made lately, of the same indices. Two generations, the older one forgotten
 * when the younger is full: a map that loses its first entries one by one gets slow.
 */
export class KeptSummaries {
  readonly #clock: Clock;
  #younger = new Map<string, Kept>();
  #older = new Map<string, Kept>();
  #youngerBytes = 0;
  #indices = '';

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(traceId: string, indices: string): TraceSummary | undefined {
    if (indices !== this.#indices) return undefined;
    const young = this.#younger.get(traceId);
    const kept = young ?? this.#older.get(traceId);
    if (kept === undefined || kept.untilMs <= this.#clock.nowMs()) return undefined;
    if (young === undefined) this.#add(kept);
    return kept.summary;
  }

  keep(summary: TraceSummary, indices: string): void {
    if (indices !== this.#indices) this.#forgetAll(indices);
    const forMs = summary.isSettled ? KEPT_MS : KEPT_UNSETTLED_MS;
    this.#add({ summary, untilMs: this.#clock.nowMs() + forMs });
  }

  #add(kept: Kept): void {
    if (this.#youngerBytes >= MOST_BYTES) {
      this.#older = this.#younger;
      this.#younger = new Map();
      this.#youngerBytes = 0;
    }
    this.#younger.set(kept.summary.traceId, kept);
    this.#youngerBytes += bytesOf(kept.summary);
  }

  #forgetAll(indices: string): void {
    this.#younger = new Map();
    this.#older = new Map();
    this.#youngerBytes = 0;
    this.#indices = indices;
  }
}

const bytesOf = ({ stages, findings, services }: TraceSummary): number =>
  1_000 + 250 * stages.length + 1_200 * findings.length + 60 * services.length;
