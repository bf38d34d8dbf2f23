import type { TraceMatches } from '../matching/traceMatches.ts';
import type { TraceBank } from '../traces/traceBank.ts';

/** What facets, charts and breakdowns are made from. */
export interface AggregateParts {
  readonly matches: TraceMatches;
  readonly bank: TraceBank;
}

/** So many are read in whole; an answer about no more than these is exact. */
export const MOST_ANALYSED = 2_000;
