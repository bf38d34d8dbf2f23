import { ROW_FLAGS, type TraceColumns } from './traceColumns.ts';

/** One byte a pixel, lines of `widthPx`: 0 is empty, a stage's index plus 1, or `ERROR_PIXEL`. */
export interface MinimapRaster {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixels: Uint8Array;
}

export const ERROR_PIXEL = 255;

/**
 * Draws every row of a trace into a small picture: rows from top to bottom, time
 * from left to right.
 *
 * Many rows share a line; the deeper one wins where they overlap. An error has a
 * head in a colour of its own that wins over everything, so that one failed span
 * among a million is still seen. Bars are at least a pixel long.
 *
 * @param toPx  the column of a time offset; may lie outside the picture
 */
export function rasterMinimap(
  columns: TraceColumns,
  toPx: (offsetUs: number) => number,
  widthPx: number,
  heightPx: number,
): MinimapRaster {
  const { rowCount, startOffsetUs, rowDurationUs, stage, flags } = columns;
  const pixels = new Uint8Array(widthPx * heightPx);
  const linePx = heightPx / Math.max(1, rowCount);
  const barPx = Math.max(1, Math.min(MAX_BAR_PX, Math.round(linePx * BAR_RATIO)));
  const draw = (row: number, value: number, minPx: number, maxPx: number) => {
    const startUs = startOffsetUs[row] ?? 0;
    const endUs = startUs + Math.max(0, rowDurationUs[row] ?? 0);
    const fromPx = clamp(Math.floor(toPx(startUs)), 0, widthPx - 1);
    const longestPx = Math.min(widthPx, fromPx + maxPx);
    const toEndPx = clamp(Math.ceil(toPx(endUs)), Math.min(fromPx + minPx, longestPx), longestPx);
    const topPx = Math.floor(row * linePx + (linePx - barPx) / 2);
    for (let y = Math.max(0, topPx); y < Math.min(heightPx, Math.max(0, topPx) + barPx); y++) {
      pixels.fill(value, y * widthPx + fromPx, y * widthPx + toEndPx);
    }
  };
  for (let row = 0; row < rowCount; row++) draw(row, (stage[row] ?? 0) + 1, 1, widthPx);
  for (let row = 0; row < rowCount; row++) {
    if (((flags[row] ?? 0) & ROW_FLAGS.error) !== 0)
      draw(row, ERROR_PIXEL, MIN_ERROR_PX, MAX_ERROR_PX);
  }
  return { widthPx, heightPx, pixels };
}

const MAX_BAR_PX = 5;
const BAR_RATIO = 0.7;
const MIN_ERROR_PX = 2;
const MAX_ERROR_PX = 4;

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(value, max));
}
