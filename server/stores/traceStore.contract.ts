import { describe } from 'vitest';
import { describeAggregates } from './contract/aggregates.ts';
import { describeHostileData } from './contract/hostileData.ts';
import { describeInterruption } from './contract/interruption.ts';
import { describeMatching } from './contract/matching.ts';
import { describeOracle } from './contract/oracle.ts';
import { describePaging } from './contract/paging.ts';
import { describeReading } from './contract/reading.ts';
import type { OpenStore } from './contract/storeUnderTest.ts';
import { describeSuggestions } from './contract/suggestions.ts';

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
