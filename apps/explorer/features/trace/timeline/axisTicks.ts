import type { FoldedAxis } from '../../../../../shared/columns/foldedAxis.ts';
import type { TimeWindow } from './timeWindow.ts';

export interface AxisTick {
  readonly xPx: number;
  /** Empty where a folded stretch begins before there is room for it. */
  readonly label: string;
  /** The label stands before its tick: after it, the edge would cut it off. */
  readonly isBefore?: true;
}

const MIN_TICK_PX = 84;
/** Room most labels need. */
const LABEL_PX = 48;

/**
 * Round times along the part of the axis in sight, none of them inside a fold.
 * Labels count from the trace's start and show as many digits as the step needs.
 *
 *     0    10 ms    20 ms  ░░3.11 s░░   3.13 s   3.14 s
 */
export function axisTicks(
  axis: FoldedAxis,
  window: TimeWindow,
  widthPx: number,
): readonly AxisTick[] {
  const width = window.to - window.from;
  if (!(width > 0) || widthPx < MIN_TICK_PX) return [];
  const pxPerUs = widthPx / width;
  const stepUs = roundStep(MIN_TICK_PX / pxPerUs);
  const ticks: AxisTick[] = [];
  for (const stretch of activeStretches(axis, window)) {
    const first = Math.ceil(stretch.fromUs / stepUs) * stepUs;
    const endPx = (axis.positionOf(stretch.toUs) - window.from) * pxPerUs;
    for (let timeUs = first; timeUs <= stretch.toUs; timeUs += stepUs) {
      const xPx = (axis.positionOf(timeUs) - window.from) * pxPerUs;
      const hasRoom = endPx >= widthPx - 1 || endPx - xPx >= LABEL_PX;
      ticks.push({ xPx, label: hasRoom ? tickLabel(timeUs, stepUs) : '' });
    }
  }
  return turnLast(ticks, widthPx);
}

/** The last label stands before its tick where the edge is near, or nowhere when the one before is. */
function turnLast(ticks: AxisTick[], widthPx: number): readonly AxisTick[] {
  const last = ticks.at(-1);
  if (last === undefined || widthPx - last.xPx >= labelPx(last)) return ticks;
  const before = ticks.at(-2);
  const isFree = before === undefined || before.xPx + labelPx(before) <= last.xPx - labelPx(last);
  ticks[ticks.length - 1] = isFree ? { ...last, isBefore: true } : { ...last, label: '' };
  return ticks;
}

/** At 12 px, with the space beside it. */
const labelPx = ({ label }: AxisTick): number => 7.4 * label.length + 6;

interface Stretch {
  readonly fromUs: number;
  readonly toUs: number;
}

/** The times in sight without the folds between them. */
function activeStretches(axis: FoldedAxis, window: TimeWindow): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let fromUs = axis.timeAt(window.from);
  const endUs = axis.timeAt(window.to);
  for (const fold of axis.folds) {
    if (fold.toUs <= fromUs || fold.fromUs >= endUs) continue;
    stretches.push({ fromUs, toUs: fold.fromUs });
    fromUs = fold.toUs;
  }
  stretches.push({ fromUs, toUs: endUs });
  return stretches;
}

/** The smallest of 1, 2, 5 × 10ⁿ (and clock-like steps above a second) that is not below. */
function roundStep(atLeastUs: number): number {
  const clockStep = CLOCK_STEPS_US.find((stepUs) => stepUs >= atLeastUs);
  if (atLeastUs > 10_000_000 && clockStep !== undefined) return clockStep;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, atLeastUs)));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= atLeastUs) ?? 10;
  return Math.max(1, factor * power);
}

const SECOND_US = 1_000_000;
const CLOCK_STEPS_US: readonly number[] = [15, 30, 60, 120, 300, 600, 900, 1_800, 3_600]
  .concat([7_200, 21_600, 43_200, 86_400, 604_800])
  .map((seconds) => seconds * SECOND_US);

/** A time as its step asks for: `1.25 s` when steps are 50 ms apart, `1 m 30 s` when they are 15 s. */
export function tickLabel(timeUs: number, stepUs: number): string {
  if (timeUs === 0) return '0';
  if (timeUs >= 60 * SECOND_US && stepUs >= SECOND_US) return clockLabel(timeUs);
  const { unit, sizeUs } = UNITS.find(({ sizeUs: size }) => timeUs >= size) ?? MICROSECOND;
  const digits = Math.max(0, Math.ceil(Math.log10(sizeUs / stepUs)));
  return `${(timeUs / sizeUs).toFixed(digits)} ${unit}`;
}

const MICROSECOND = { unit: 'µs', sizeUs: 1 };
const UNITS = [{ unit: 's', sizeUs: SECOND_US }, { unit: 'ms', sizeUs: 1_000 }, MICROSECOND];

function clockLabel(timeUs: number): string {
  const seconds = Math.round(timeUs / SECOND_US);
  const parts = [
    { amount: Math.floor(seconds / 86_400), unit: 'd' },
    { amount: Math.floor(seconds / 3_600) % 24, unit: 'h' },
    { amount: Math.floor(seconds / 60) % 60, unit: 'm' },
    { amount: seconds % 60, unit: 's' },
  ];
  const shown = parts.filter(({ amount }) => amount > 0);
  return shown.map(({ amount, unit }) => `${amount} ${unit}`).join(' ');
}
