import type { DurationHeatmap } from '../../../shared/api/answers.ts';

/** Duration bins of the heatmap: four an octave, so an edge is 19 % above the one before. */
export const BINS_AN_OCTAVE = 4;

export interface HeatmapCell {
  /** Index of the time bucket. */
  readonly bucket: number;
  /** `durationBin` of the traces in it. */
  readonly bin: number;
  readonly count: number;
}

export function durationBin(durationUs: number): number {
  return Math.floor(BINS_AN_OCTAVE * Math.log2(Math.max(durationUs, 1)));
}

/** The bins from the first to the last that holds a trace; each cell is given once. */
export function heatmapOf(
  cells: readonly HeatmapCell[],
  startsUs: readonly number[],
): DurationHeatmap {
  if (cells.length === 0) return { startsUs, durationEdgesUs: [], counts: [] };
  let firstBin = Number.POSITIVE_INFINITY;
  let lastBin = Number.NEGATIVE_INFINITY;
  for (const { bin } of cells) {
    firstBin = Math.min(firstBin, bin);
    lastBin = Math.max(lastBin, bin);
  }
  const binCount = lastBin - firstBin + 1;
  const counts = new Array<number>(startsUs.length * binCount).fill(0);
  for (const { bucket, bin, count } of cells) {
    counts[bucket * binCount + bin - firstBin] = count;
  }
  const durationEdgesUs = Array.from(
    { length: binCount + 1 },
    (_, bin) => 2 ** ((firstBin + bin) / BINS_AN_OCTAVE),
  );
  return { startsUs, durationEdgesUs, counts };
}
