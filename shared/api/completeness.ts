/** What an answer covers. An answer that is silently short is a fault. */
export interface Completeness {
  /** Everything that matches is in the answer. */
  readonly isComplete: boolean;
  /** Sentences for the page: "newest 2,000 of about 48,000 analysed". */
  readonly notes: readonly string[];
  readonly shards?: {
    readonly total: number;
    readonly ok: number;
    readonly failed: number;
    readonly skipped: number;
  };
  readonly isTimedOut?: boolean;
  /** Traces looked at one by one, of about how many that match. */
  readonly analysed?: { readonly count: number; readonly ofAbout: number };
}

export const COMPLETE: Completeness = { isComplete: true, notes: [] };
