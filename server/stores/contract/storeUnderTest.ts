import type { Span } from '../../../shared/span/span.ts';
import type { TraceStore } from '../traceStore.ts';

export interface StoreUnderTest {
  readonly store: TraceStore;
  /**
   * The spans as the store gives them back: all of them as they are, unless the format it reads
   * has no place for something.
   */
  kept(spans: readonly Span[]): readonly Span[];
  /** Longer values are kept and not found; characters. */
  readonly longestFound: number;
  /** Resolves when the spans are stored, summarised and found. They count as long settled. */
  put(spans: readonly Span[]): Promise<void>;
  close(): Promise<void>;
}

export type OpenStore = () => Promise<StoreUnderTest>;
