import type { Span } from '../../../shared/span/span.ts';
import { type AppendedSpans, decodedSpans, StoreUnavailable } from '../traceStore.ts';

/** Who waits until the spans of a batch are on disk. */
export interface Receipt {
  readonly isDemo: boolean;
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

/** Spans that are committed together or not at all. */
export interface Batch {
  readonly spans: readonly Span[];
  readonly arrivedUs: number;
  // Apart from the spans: they are gone as soon as they are encoded.
  readonly receipt: Receipt;
}

interface QueuedBatch extends Omit<Batch, 'spans'> {
  readonly appended: AppendedSpans;
}

/** At 50,000 spans a second, what arrives in 0.8 s; beyond it a sender is asked to wait. */
const MOST_SPANS_QUEUED = 40_000;
/** Of an encoded span, about; protobuf takes less than JSON. */
const BYTES_A_SPAN = 300;

/** The batches that wait to be committed, in the order they came. */
export class BatchQueue {
  #queued: QueuedBatch[] = [];
  #spanCount = 0;

  get isEmpty(): boolean {
    return this.#queued.length === 0;
  }

  /** Resolves when `Receipt.resolve` is called. @throws StoreUnavailable where too many wait already */
  add(appended: AppendedSpans, arrivedUs: number, isDemo: boolean): Promise<void> {
    const spanCount = likelySpanCount(appended);
    if (!this.isEmpty && this.#spanCount + spanCount > MOST_SPANS_QUEUED) {
      return Promise.reject(
        new StoreUnavailable(`The store is behind by ${this.#spanCount} spans; send again later.`),
      );
    }
    return new Promise((resolve, reject) => {
      this.#queued.push({ appended, arrivedUs, receipt: { isDemo, resolve, reject } });
      this.#spanCount += spanCount;
    });
  }

  /** The next one, decoded. One that cannot be decoded is rejected with what was thrown. */
  take(): Batch | undefined {
    for (let next = this.#queued.shift(); next !== undefined; next = this.#queued.shift()) {
      const { appended, arrivedUs, receipt } = next;
      this.#spanCount -= likelySpanCount(appended);
      try {
        return { spans: decodedSpans(appended), arrivedUs, receipt };
      } catch (cause) {
        receipt.reject(cause);
      }
    }
    return undefined;
  }

  rejectAll(cause: unknown): void {
    for (const { receipt } of this.#queued.splice(0)) receipt.reject(cause);
    this.#spanCount = 0;
  }
}

const likelySpanCount = (appended: AppendedSpans): number =>
  'decode' in appended ? Math.ceil(appended.byteCount / BYTES_A_SPAN) : appended.length;
