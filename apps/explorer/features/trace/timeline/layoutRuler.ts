import { ROW_FLAGS, type TraceColumns } from '../../../../../shared/columns/traceColumns.ts';
import type { VisibleRows } from '../../../../../shared/columns/visibleRows.ts';

/** Of each pixel from top to bottom what is there in the whole trace. */
export const RULER_MARKS = { nothing: 0, match: 1, error: 2 } as const;

interface RulerScene {
  readonly columns: TraceColumns;
  readonly visible: VisibleRows;
  /** Rows to be marked; absent when nothing is searched for. */
  readonly matches?: readonly number[] | undefined;
}

/**
 * Where in all rows the errors and matches are, squeezed into a ruler; what a
 * collapsed row hides is marked at that row. Matches go before errors: they are what
 * is being looked for.
 */
export function layoutRuler(scene: RulerScene, heightPx: number): Uint8Array {
  const { columns, visible, matches } = scene;
  const marks = new Uint8Array(heightPx);
  const pxPerRow = heightPx / Math.max(1, visible.count);
  const mark = (row: number, value: number) => {
    marks[Math.floor((visible.positionOf(row) + 0.5) * pxPerRow)] = value;
  };
  for (let row = 0; row < columns.rowCount; row++) {
    if (((columns.flags[row] ?? 0) & ROW_FLAGS.error) !== 0) mark(row, RULER_MARKS.error);
  }
  for (const row of matches ?? []) mark(row, RULER_MARKS.match);
  return marks;
}
