/** A stretch of time drawn shorter than it was. */
export interface Fold {
  readonly fromUs: number;
  readonly toUs: number;
}

/**
 * The time axis of a trace with some stretches folded. Positions on it count
 * microseconds like times do, but a fold takes only a fixed share of the whole:
 *
 *     time      0         20 ······················ 3110      3140
 *     axis      0         20 ··· 25                           55
 *
 * Both directions are monotone and inverse to each other; times outside the trace
 * continue at the same scale.
 */
export class FoldedAxis {
  /** Length of the whole axis; 1 for a trace without any duration. */
  readonly length: number;
  readonly folds: readonly Fold[];
  /** Length of every fold on the axis. */
  readonly foldLength: number;

  /** @param folds  inside the trace, in order, not touching each other */
  constructor(durationUs: number, folds: readonly Fold[]) {
    let foldedUs = 0;
    for (const { fromUs, toUs } of folds) foldedUs += toUs - fromUs;
    const activeUs = Math.max(0, durationUs - foldedUs);
    const shares = Math.min(MAX_FOLDED_RATIO, folds.length * FOLD_RATIO);
    // Where all of the time is folded the folds are all there is to show.
    const wholeLength = activeUs > 0 ? activeUs / (1 - shares) : Math.max(1, folds.length);
    this.folds = folds;
    this.foldLength = folds.length === 0 ? 0 : (wholeLength - activeUs) / folds.length;
    this.length = folds.length === 0 ? Math.max(1, durationUs) : wholeLength;
  }

  /** The position of a time. */
  positionOf(timeUs: number): number {
    let removedUs = 0;
    for (const { fromUs, toUs } of this.folds) {
      if (timeUs <= fromUs) break;
      if (timeUs < toUs) {
        const ratio = (timeUs - fromUs) / (toUs - fromUs);
        return fromUs - removedUs + ratio * this.foldLength;
      }
      removedUs += toUs - fromUs - this.foldLength;
    }
    return timeUs - removedUs;
  }

  /** The time at a position. */
  timeAt(position: number): number {
    let removedUs = 0;
    for (const { fromUs, toUs } of this.folds) {
      const foldPosition = fromUs - removedUs;
      if (position <= foldPosition) break;
      if (position < foldPosition + this.foldLength) {
        return fromUs + ((position - foldPosition) / this.foldLength) * (toUs - fromUs);
      }
      removedUs += toUs - fromUs - this.foldLength;
    }
    return position + removedUs;
  }
}

/** Of the axis, for each fold: room for its label at the usual widths. */
const FOLD_RATIO = 0.11;
const MAX_FOLDED_RATIO = 0.5;
