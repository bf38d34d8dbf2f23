import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import type { Clock } from '../../clock.ts';

/** A summary at most; what they weigh in memory is estimated. */
const MOST_BYTES = 32_000_000;

/** Spans that come later than a trace settles are rare, and shown after so long. */
const KEPT_MS = 600_000;

/** The parts of one page ask for the same traces within moments, also for those still growing. */
const KEPT_UNSETTLED_MS = 1_000;

interface Kept {
  readonly summary: TraceSummary;
  readonly untilMs: number;
  readonly sizeBytes: number;
}

/** Summaries that were made lately, of the same indices; the least used are forgotten first. */
export class KeptSummaries {
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;
  #indices = '';

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(traceId: string, indices: string): TraceSummary | undefined {
    const kept = indices === this.#indices ? this.#kept.get(traceId) : undefined;
    if (kept === undefined) return undefined;
    this.#drop(traceId, kept);
    if (kept.untilMs <= this.#clock.nowMs()) return undefined;
    this.#add(traceId, kept);
    return kept.summary;
  }

  keep(summary: TraceSummary, indices: string): void {
    if (indices !== this.#indices) this.#forgetAll(indices);
    const { traceId, isSettled } = summary;
    const before = this.#kept.get(traceId);
    if (before !== undefined) this.#drop(traceId, before);
    const untilMs = this.#clock.nowMs() + (isSettled ? KEPT_MS : KEPT_UNSETTLED_MS);
    this.#add(traceId, { summary, untilMs, sizeBytes: bytesOf(summary) });
    for (const [oldest, kept] of this.#kept) {
      if (this.#bytes <= MOST_BYTES) break;
      this.#drop(oldest, kept);
    }
  }

  #add(traceId: string, kept: Kept): void {
    this.#kept.set(traceId, kept);
    this.#bytes += kept.sizeBytes;
  }

  #drop(traceId: string, { sizeBytes }: Kept): void {
    this.#kept.delete(traceId);
    this.#bytes -= sizeBytes;
  }

  #forgetAll(indices: string): void {
    this.#kept.clear();
    this.#bytes = 0;
    this.#indices = indices;
  }
}

const bytesOf = ({ stages, findings, services }: TraceSummary): number =>
  1_000 + 250 * stages.length + 1_200 * findings.length + 60 * services.length;
