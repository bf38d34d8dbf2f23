import type { Span } from '../../../shared/span/span.ts';
import { type AppendedSpans, StoreUnavailable } from '../traceStore.ts';

/** Who waits until the spans of a batch are on disk. */
export interface Receipt {
  readonly isDemo: boolean;
  readonly resolve: (areStored: boolean) => void;
  readonly reject: (cause: unknown) => void;
}

/** Spans that are committed together or not at all. */
export interface Batch<Spans = readonly Span[]> {
  readonly spans: Spans;
  readonly arrivedUs: number;
  // Apart from the spans: they are gone as soon as they are encoded.
  readonly receipt: Receipt;
}

/** At 50,000 spans a second, what arrives in 0.8 s; beyond it a sender is asked to wait. */
const MOST_SPANS_QUEUED = 40_000;

/** The batches that wait to be committed, in the order they came. */
export class BatchQueue {
  #queued: Batch<AppendedSpans>[] = [];
  #spanCount = 0;

  get isEmpty(): boolean {
    return this.#queued.length === 0;
  }

  /** Resolves when `Receipt.resolve` is called. @throws StoreUnavailable where too many wait already */
  add(spans: AppendedSpans, arrivedUs: number, isDemo: boolean): Promise<boolean> {
    const spanCount = likelySpanCount(spans);
    if (!this.isEmpty && this.#spanCount + spanCount > MOST_SPANS_QUEUED) {
      return Promise.reject(
        new StoreUnavailable(`The store is behind by ${this.#spanCount} spans; send again later.`),
      );
    }
    return new Promise((resolve, reject) => {
      this.#queued.push({ spans, arrivedUs, receipt: { isDemo, resolve, reject } });
      this.#spanCount += spanCount;
    });
  }

  take(): Batch<AppendedSpans> | undefined {
    const next = this.#queued.shift();
    if (next !== undefined) this.#spanCount -= likelySpanCount(next.spans);
    return next;
  }

  rejectAll(cause: unknown): void {
    for (const { receipt } of this.#queued.splice(0)) receipt.reject(cause);
    this.#spanCount = 0;
  }
}

const likelySpanCount = (spans: AppendedSpans): number =>
  'decode' in spans ? spans.likelyCount : spans.length;
