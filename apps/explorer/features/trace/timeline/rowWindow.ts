import type { TimelineState } from './timelineStore.ts';
import { type TimeWindow, windowAround } from './timeWindow.ts';

/** The window that shows a row's span from edge to edge. */
export function windowOfRow({ columns, axis }: TimelineState, row: number): TimeWindow {
  const startUs = columns.startOffsetUs[row] ?? 0;
  const endUs = startUs + Math.max(0, columns.rowDurationUs[row] ?? 0);
  return windowAround(axis.positionOf(startUs), axis.positionOf(endUs), axis.length);
}
