import { ROW_FLAGS, type TraceColumns } from './traceColumns.ts';

/** The rows above a row, its parent first, its root last. */
export function ancestorsOf({ parentRow }: TraceColumns, row: number): readonly number[] {
  const ancestors: number[] = [];
  for (let above = parentRow[row] ?? -1; above !== -1; above = parentRow[above] ?? -1) {
    ancestors.push(above);
  }
  return ancestors;
}

/** True when a row has children. */
export function isParent({ subtreeSize }: TraceColumns, row: number): boolean {
  return (subtreeSize[row] ?? 1) > 1;
}

/** Every row with children, ascending: what "collapse all" collapses. */
export function parentRows(columns: TraceColumns): readonly number[] {
  const rows: number[] = [];
  for (let row = 0; row < columns.rowCount; row++) if (isParent(columns, row)) rows.push(row);
  return rows;
}

/**
 * The next row with an error after `row`, around the end of the trace to its start;
 * before it when `step` is -1. The row itself only when it is the one with an error.
 *
 * @param row  -1 starts at the first row (or at the last, backwards)
 */
export function nextErrorRow(
  { flags, rowCount }: TraceColumns,
  row: number,
  step: 1 | -1 = 1,
): number | undefined {
  let at = row === -1 && step === -1 ? rowCount : row;
  for (let seen = 0; seen < rowCount; seen++) {
    at = (at + step + rowCount) % rowCount;
    if (((flags[at] ?? 0) & ROW_FLAGS.error) !== 0) return at;
  }
  return undefined;
}

/** Rows with an error. */
export function countErrors({ flags }: TraceColumns): number {
  let count = 0;
  for (const bits of flags) if ((bits & ROW_FLAGS.error) !== 0) count++;
  return count;
}

/** For each row how many errors are below it, its own not counted. */
export function errorsBelow({ flags, parentRow, rowCount }: TraceColumns): Uint32Array {
  const below = new Uint32Array(rowCount);
  for (let row = rowCount - 1; row > 0; row--) {
    const parent = parentRow[row] ?? -1;
    if (parent === -1) continue;
    const own = ((flags[row] ?? 0) & ROW_FLAGS.error) === 0 ? 0 : 1;
    below[parent] = (below[parent] ?? 0) + (below[row] ?? 0) + own;
  }
  return below;
}
