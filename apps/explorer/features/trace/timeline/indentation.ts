import type { TraceColumns } from '../../../../../shared/columns/traceColumns.ts';
import type { VisibleRows } from '../../../../../shared/columns/visibleRows.ts';

const INDENT_PX = 14;

/** How depth becomes indentation for the rows in sight. */
export interface Indentation {
  /** Levels left out on the left because all rows in sight are deeper. */
  readonly skippedLevels: number;
  /** No row is indented further than this. */
  readonly maxLevels: number;
}

/**
 * Indentation that leaves room for names however deep the tree is: when the rows in
 * sight do not fit, levels that none of them is on are left out, and what still does
 * not fit shares the last level.
 *
 *     depth 71,990 … 72,000 with room for 12 levels  →  11 left out of sight: 71,989
 */
export function indentationOf(
  { depth }: TraceColumns,
  visible: VisibleRows,
  [first, end]: readonly [number, number],
  roomPx: number,
): Indentation {
  const maxLevels = Math.max(1, Math.floor(roomPx / INDENT_PX));
  let shallowest = Number.POSITIVE_INFINITY;
  let deepest = 0;
  for (let position = first; position < end; position++) {
    const level = depth[visible.rowAt(position)] ?? 0;
    shallowest = Math.min(shallowest, level);
    deepest = Math.max(deepest, level);
  }
  if (deepest <= maxLevels) return { skippedLevels: 0, maxLevels };
  // One level stays in sight above the shallowest row, so that it is seen to hang on something.
  return { skippedLevels: Math.max(0, Math.min(shallowest - 1, deepest - maxLevels)), maxLevels };
}

export function indentPx({ skippedLevels, maxLevels }: Indentation, depth: number): number {
  return Math.max(0, Math.min(depth - skippedLevels, maxLevels)) * INDENT_PX;
}
