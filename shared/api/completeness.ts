/** What an answer covers. An answer that is silently short is a fault. */
export interface Completeness {
  /** Everything that matches is in the answer. */
  readonly isComplete: boolean;
  /** A deadline ended the work; what was found until then is in the answer. */
  readonly isTimedOut: boolean;
  /** Sentences for the page: "newest 2,000 of about 48,000 analysed". */
  readonly notes: readonly string[];
  readonly shards?: {
    readonly total: number;
    readonly successful: number;
    readonly skipped: number;
    readonly failed: number;
  };
  /** Traces looked at one by one, where that is fewer than match. */
  readonly analysedTraces?: number;
  readonly matchingTraces?: {
    readonly value: number;
    readonly relation: 'eq' | 'gte' | 'approx';
  };
}

export const COMPLETE: Completeness = { isComplete: true, isTimedOut: false, notes: [] };
