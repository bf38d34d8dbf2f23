import type { DuckDBConnection } from '@duckdb/node-api';
import type { Clock } from '../clock.ts';
import type { SummaryRules } from '../makeSummary.ts';
import type { Lane } from './lane.ts';
import type { PendingSummaries } from './pendingSummaries.ts';
import type { Slice } from './slice.ts';
import type { SliceList } from './sliceList.ts';
import type { StoreLog } from './storeLog.ts';
import type { SummaryThread } from './summaryThread/summaryThread.ts';
import type { TraceTracker } from './tracker.ts';

/** What is not given has no limit. */
export interface Retention {
  /** Since arrival. */
  readonly maxAgeSeconds?: number;
  readonly maxSizeBytes?: number;
}

export interface SessionOptions {
  readonly file: string;
  readonly memoryLimitMb: number;
  readonly rules: SummaryRules;
  readonly settleDelayUs: number;
  readonly retention: Retention;
  readonly clock: Clock;
  readonly log: StoreLog;
  /** Called when the session can no longer be used; it must be abandoned then. */
  readonly onFailure: (cause: unknown) => void;
}

/** What the parts of a session share. */
export interface SessionParts extends SessionOptions {
  /** The one connection that commits, used in the lane only. */
  readonly connection: DuckDBConnection;
  // One of its own for each that may run beside the others: of two statements at once on one
  // connection, one fails.
  /** For what has to be read before it can be summarised. */
  readonly readConnection: DuckDBConnection;
  /** For what is looked for to be summarised again, or dropped. */
  readonly upkeepConnection: DuckDBConnection;
  readonly sealConnection: DuckDBConnection;
  readonly slices: SliceList;
  readonly tracker: TraceTracker;
  readonly pending: PendingSummaries;
  readonly lane: Lane;
  /** Under load it makes the summaries. */
  readonly thread: SummaryThread;
  /** Makes sure that rows can be written into the slice. */
  readonly prepareSlice: (slice: Slice) => Promise<void>;
}
