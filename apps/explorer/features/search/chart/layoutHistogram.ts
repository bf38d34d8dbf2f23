import type { HistogramBucket } from '../../../../../shared/api/answers.ts';

export interface HistogramLayout {
  readonly bars: readonly BarLayout[];
  readonly countTicks: readonly CountTick[];
  /** Points of the p95 line, one list an unbroken run of buckets with traces. */
  readonly p95Runs: readonly (readonly Point[])[];
  readonly p95Ticks: readonly { readonly durationUs: number; readonly yPx: number }[];
}

interface BarLayout {
  readonly xPx: number;
  readonly widthPx: number;
  /** From the bottom up: traces with an error, with a finding only, and the rest. */
  readonly errorPx: number;
  readonly findingPx: number;
  readonly okPx: number;
}

interface CountTick {
  readonly count: number;
  readonly yPx: number;
}

interface Point {
  readonly xPx: number;
  readonly yPx: number;
}

export interface PlotSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

const BAR_GAP_PX = 1;
const MIN_MARK_PX = 2;
/** The line keeps clear of the edges, so that its extremes can be seen. */
const LINE_MARGIN = 0.12;

/** Bars stacked on a shared count scale, with the 95th percentile as a line on a logarithmic one. */
export function layoutHistogram(
  buckets: readonly HistogramBucket[],
  { widthPx, heightPx }: PlotSize,
): HistogramLayout {
  let maxCount = 0;
  for (const { count } of buckets) maxCount = Math.max(maxCount, count);
  const stepPx = buckets.length === 0 ? 0 : widthPx / buckets.length;
  const barPx = stepPx > 3 * BAR_GAP_PX ? stepPx - BAR_GAP_PX : stepPx;
  const pxPerTrace = maxCount === 0 ? 0 : heightPx / maxCount;

  const bars = buckets.map((bucket, index) => ({
    xPx: index * stepPx,
    widthPx: barPx,
    ...stack(bucket, pxPerTrace),
  }));
  const scale = logScale(buckets, heightPx);
  return {
    bars,
    countTicks: niceCounts(maxCount).map((count) => ({
      count,
      yPx: heightPx - count * pxPerTrace,
    })),
    p95Runs: scale ? runs(buckets, stepPx, scale.toPx) : [],
    p95Ticks: scale?.ticks ?? [],
  };
}

/** A bucket's traces by the worst that happened to them; the three add up to its count. */
export function splitBucket(bucket: HistogramBucket): {
  readonly errors: number;
  readonly findings: number;
  readonly ok: number;
} {
  const { count, errorCount, findingCount } = bucket;
  // Without the union the overlap is unknown: findings beyond the errors are certain, no more.
  const flagged = bucket.flaggedCount ?? Math.max(errorCount, findingCount);
  return {
    errors: errorCount,
    findings: Math.max(0, flagged - errorCount),
    ok: Math.max(0, count - Math.max(flagged, errorCount)),
  };
}

function stack(bucket: HistogramBucket, pxPerTrace: number) {
  const { errors, findings, ok } = splitBucket(bucket);
  // One error among thousands must not vanish between two pixels.
  const toPx = (count: number) => (count === 0 ? 0 : Math.max(MIN_MARK_PX, count * pxPerTrace));
  return { errorPx: toPx(errors), findingPx: toPx(findings), okPx: ok * pxPerTrace };
}

/** The largest of 1, 2, 5, 10, 20… that two of fit under the maximum, once and doubled. */
function niceCounts(maxCount: number): readonly number[] {
  if (maxCount < 2) return maxCount === 1 ? [1] : [];
  const decade = 10 ** Math.floor(Math.log10(maxCount / 2));
  const step = [5, 2, 1].find((factor) => factor * decade <= maxCount / 2) ?? 1;
  return [step * decade, 2 * step * decade];
}

interface DurationScale {
  readonly toPx: (durationUs: number) => number;
  readonly ticks: HistogramLayout['p95Ticks'];
}

function logScale(
  buckets: readonly HistogramBucket[],
  heightPx: number,
): DurationScale | undefined {
  let minUs = Number.POSITIVE_INFINITY;
  let maxUs = 0;
  for (const { p95Us } of buckets) {
    if (p95Us === undefined) continue;
    minUs = Math.min(minUs, Math.max(1, p95Us));
    maxUs = Math.max(maxUs, Math.max(1, p95Us));
  }
  if (maxUs === 0) return undefined;
  // A line that hardly moves is drawn flat: no drama out of noise.
  const fromLog = Math.min(Math.log(minUs), Math.log(maxUs / 4));
  const toLog = Math.log(maxUs);
  const toPx = (durationUs: number) => {
    const share = (Math.log(Math.max(1, durationUs)) - fromLog) / (toLog - fromLog);
    return heightPx * (1 - LINE_MARGIN - share * (1 - 2 * LINE_MARGIN));
  };
  const ticks = decadesBetween(Math.exp(fromLog), maxUs).map((durationUs) => ({
    durationUs,
    yPx: toPx(durationUs),
  }));
  return { toPx, ticks: apart(ticks) };
}

/** Of ticks from the lowest up those whose labels do not touch, the highest first. */
function apart(ticks: HistogramLayout['p95Ticks']): HistogramLayout['p95Ticks'] {
  const shown: { readonly durationUs: number; readonly yPx: number }[] = [];
  for (const tick of ticks.toReversed()) {
    const above = shown.at(-1);
    if (above === undefined || tick.yPx - above.yPx >= TICK_LABEL_PX) shown.push(tick);
  }
  return shown.reverse();
}

const TICK_LABEL_PX = 16;

/** 1, 10, 100… within the range, or its upper end when none is. */
function decadesBetween(fromUs: number, toUs: number): readonly number[] {
  const decades: number[] = [];
  for (let decadeUs = 1; decadeUs <= toUs; decadeUs *= 10) {
    if (decadeUs >= fromUs) decades.push(decadeUs);
  }
  return decades.length === 0 ? [toUs] : decades.slice(-3);
}

function runs(
  buckets: readonly HistogramBucket[],
  stepPx: number,
  toPx: (durationUs: number) => number,
): readonly (readonly Point[])[] {
  const all: Point[][] = [];
  let current: Point[] | undefined;
  for (const [index, { p95Us }] of buckets.entries()) {
    if (p95Us === undefined) {
      current = undefined;
      continue;
    }
    if (current === undefined) {
      current = [];
      all.push(current);
    }
    current.push({ xPx: (index + 0.5) * stepPx, yPx: toPx(p95Us) });
  }
  return all;
}
