import type { FoldedAxis } from '../../../../../shared/columns/foldedAxis.ts';
import { ROW_FLAGS, type TraceColumns } from '../../../../../shared/columns/traceColumns.ts';
import type { VisibleRows } from '../../../../../shared/columns/visibleRows.ts';
import type { TimeWindow } from './timeWindow.ts';

export const ROW_HEIGHT_PX = 26;
export const BAR_HEIGHT_PX = 14;
const MIN_BAR_PX = 1;

/** The bar of a row in sight, in pixels of the track. */
export interface Bar {
  readonly row: number;
  /** Of the row, not of the bar. */
  readonly topPx: number;
  /** Cut at the edges of the track. */
  readonly leftPx: number;
  readonly widthPx: number;
  /** Index into `STAGES`. */
  readonly stage: number;
  readonly hasError: boolean;
  /** Ended before it started: an instant. */
  readonly isNegative: boolean;
  readonly isDimmed: boolean;
  /** All of it lies beyond this edge. */
  readonly beyond?: 'left' | 'right';
}

export interface BarScene {
  readonly columns: TraceColumns;
  readonly visible: VisibleRows;
  readonly axis: FoldedAxis;
  readonly window: TimeWindow;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Pixels of rows above the viewport. */
  readonly offsetPx: number;
  /** Rows that are not dimmed; absent when none are. */
  readonly highlighted?: Uint8Array | undefined;
}

/** The positions of the rows in sight: the first, and the one after the last. */
export function positionsInSight(
  scene: Pick<BarScene, 'visible' | 'heightPx' | 'offsetPx'>,
): readonly [first: number, end: number] {
  const { visible, heightPx, offsetPx } = scene;
  const first = Math.max(0, Math.floor(offsetPx / ROW_HEIGHT_PX));
  return [first, Math.min(visible.count, Math.ceil((offsetPx + heightPx) / ROW_HEIGHT_PX))];
}

/** The bars of the rows in sight: what they cost depends on the window, not on the trace. */
export function layoutBars(scene: BarScene): readonly Bar[] {
  const { visible, offsetPx } = scene;
  const bars: Bar[] = [];
  const [first, end] = positionsInSight(scene);
  for (let position = first; position < end; position++) {
    bars.push(layoutBar(scene, visible.rowAt(position), position * ROW_HEIGHT_PX - offsetPx));
  }
  return bars;
}

function layoutBar(scene: BarScene, row: number, topPx: number): Bar {
  const { columns, axis, window, widthPx, highlighted } = scene;
  const pxPerPosition = widthPx / (window.to - window.from);
  const startUs = columns.startOffsetUs[row] ?? 0;
  const durationUs = Math.max(0, columns.rowDurationUs[row] ?? 0);
  const startPx = (axis.positionOf(startUs) - window.from) * pxPerPosition;
  const endPx = (axis.positionOf(startUs + durationUs) - window.from) * pxPerPosition;
  const flags = columns.flags[row] ?? 0;
  const bar = {
    row,
    topPx,
    stage: columns.stage[row] ?? 0,
    hasError: (flags & ROW_FLAGS.error) !== 0,
    isNegative: (flags & ROW_FLAGS.negative) !== 0,
    isDimmed: highlighted !== undefined && highlighted[row] === 0,
  };
  if (endPx < 0) return { ...bar, leftPx: 0, widthPx: 0, beyond: 'left' };
  if (startPx > widthPx) return { ...bar, leftPx: widthPx, widthPx: 0, beyond: 'right' };
  // An instant at the very end is drawn inside of it.
  const leftPx = Math.min(Math.max(0, startPx), widthPx - MIN_BAR_PX);
  return { ...bar, leftPx, widthPx: Math.max(MIN_BAR_PX, Math.min(widthPx, endPx) - leftPx) };
}
