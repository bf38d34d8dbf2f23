import type { TraceMatches } from '../matching/traceMatches.ts';
import type { TraceBank } from '../traces/traceBank.ts';

/** What facets, charts and breakdowns are made from. */
export interface AggregateParts {
  readonly matches: TraceMatches;
  readonly bank: TraceBank;
  readonly bounds?: AggregateBounds;
}

export interface AggregateBounds {
  /** So many traces are read in whole; an answer about no more than these is exact. */
  readonly mostAnalysed: number;
  /** So many are named in a search; of more, one in sixteen stands for all. */
  readonly mostNamed: number;
  /** Of more than are read in whole, so many tell how durations spread over time. */
  readonly mostSampled: number;
}

const AGGREGATE_BOUNDS: AggregateBounds = {
  mostAnalysed: 2_000,
  mostNamed: 40_000,
  mostSampled: 500,
};

export function boundsOf({ bounds = AGGREGATE_BOUNDS }: AggregateParts): AggregateBounds {
  return bounds;
}
