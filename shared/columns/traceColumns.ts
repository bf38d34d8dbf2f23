/**
 * An opened trace as typed arrays, one element a row, rows in tree pre-order
 * (a parent, then its children by start time). Collapsing row r skips to
 * r + subtreeSize[r]; nothing is rebuilt.
 *
 *     row  depth  parentRow  subtreeSize
 *     0    0      -1         4            device_publish
 *     1    1      0          3            └ rule_evaluate
 *     2    2      1          1              ├ parse
 *     3    2      1          1              └ db_write
 *
 * Every span of the trace has exactly one row. Spans whose parent is missing,
 * and the first span of a parent cycle, are roots (`ROW_FLAGS`).
 */
export interface TraceColumns {
  readonly traceId: string;
  /** Epoch microseconds of the earliest start; offsets count from it. */
  readonly startUs: number;
  /** From there to the latest end; a negative duration counts as an instant. */
  readonly durationUs: number;
  /** Counts snapshots of one stream, from 0. */
  readonly revision: number;
  /** No later snapshot follows. */
  readonly isFinal: boolean;
  readonly rowCount: number;
  readonly startOffsetUs: Float64Array;
  readonly rowDurationUs: Float64Array;
  /** -1 for a root. */
  readonly parentRow: Int32Array;
  readonly depth: Uint32Array;
  /** Rows of the subtree, the row itself included. */
  readonly subtreeSize: Uint32Array;
  /** Index into `services`. */
  readonly service: Uint32Array;
  /** Index into `operations`. */
  readonly operation: Uint32Array;
  /** Index into `STAGES`. */
  readonly stage: Uint8Array;
  /** Bits of `ROW_FLAGS`. */
  readonly flags: Uint8Array;
  readonly services: readonly string[];
  readonly operations: readonly string[];
}

export const ROW_FLAGS = {
  error: 1,
  /** Its parent span is not in the trace. */
  missingParent: 2,
  /** Its parent is a descendant of it (or itself); made a root. */
  cycle: 4,
  /** Another span of the trace has the same id. */
  duplicateId: 8,
  /** Ends before it starts. */
  negative: 16,
  hasEvents: 32,
} as const;

/** The id of each row, fetched apart from the layout: random bits do not compress. */
export type RowIds = BigUint64Array;
