import { LATEST_US } from '../../../../shared/time/range.ts';

/** A window that no longer moves; epoch milliseconds. */
export interface FixedRange {
  readonly fromMs: number;
  readonly toMs: number;
}

const SHORTEST_MS = 10;
const LATEST_MS = Math.floor(LATEST_US / 1_000);

/** The window with its length multiplied, around its middle; a factor below 1 zooms in. */
export function zoomBy({ fromMs, toMs }: FixedRange, factor: number): FixedRange {
  const middleMs = (fromMs + toMs) / 2;
  const halfMs = Math.max(SHORTEST_MS, (toMs - fromMs) * factor) / 2;
  return clampRange({ fromMs: middleMs - halfMs, toMs: middleMs + halfMs });
}

/** The window moved by a share of its length; negative is earlier. */
export function shiftBy({ fromMs, toMs }: FixedRange, share: number): FixedRange {
  const byMs = (toMs - fromMs) * share;
  return clampRange({ fromMs: fromMs + byMs, toMs: toMs + byMs });
}

/** The part of a window between two places of a chart `widthPx` wide, whichever way it was dragged. */
export function rangeBetween(
  { fromMs, toMs }: FixedRange,
  startPx: number,
  endPx: number,
  widthPx: number,
): FixedRange {
  const share = (px: number) => Math.max(0, Math.min(1, px / widthPx));
  const lowShare = share(Math.min(startPx, endPx));
  const highShare = share(Math.max(startPx, endPx));
  const lengthMs = toMs - fromMs;
  return clampRange({ fromMs: fromMs + lowShare * lengthMs, toMs: fromMs + highShare * lengthMs });
}

/** Whole milliseconds between 1970 and 2554, never empty. */
function clampRange({ fromMs, toMs }: FixedRange): FixedRange {
  const from = Math.max(0, Math.min(LATEST_MS - SHORTEST_MS, Math.floor(fromMs)));
  return { fromMs: from, toMs: Math.min(LATEST_MS, Math.max(from + SHORTEST_MS, Math.ceil(toMs))) };
}
