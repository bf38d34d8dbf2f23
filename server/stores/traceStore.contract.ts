import { describe } from 'vitest';
import type { Span } from '../../shared/span/span.ts';
import { describeAggregates } from './contract/aggregates.ts';
import { describeHostileData } from './contract/hostileData.ts';
import { describeInterruption } from './contract/interruption.ts';
import { describeMatching } from './contract/matching.ts';
import { describeOracle } from './contract/oracle.ts';
import { describePaging } from './contract/paging.ts';
import { describeReading } from './contract/reading.ts';
import { describeSuggestions } from './contract/suggestions.ts';
import type { TraceStore } from './traceStore.ts';

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

/** What every span store must do, whatever is behind it. */
export function describeTraceStore(name: string, open: OpenStore): void {
  describe(`${name} as a trace store`, () => {
    describeMatching(open);
    describeOracle(open);
    describePaging(open);
    describeAggregates(open);
    describeSuggestions(open);
    describeReading(open);
    describeHostileData(open);
    describeInterruption(open);
  });
}
