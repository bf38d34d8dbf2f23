/** The part of the time axis in sight, in positions of a `FoldedAxis`. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

export function wholeWindow(axisLength: number): TimeWindow {
  return { from: 0, to: axisLength };
}

/** True when nothing of the axis is out of sight; what a link rounded off is nothing. */
export function isWhole(window: TimeWindow, axisLength: number): boolean {
  const rounding = axisLength * 1e-9;
  return window.from <= rounding && window.to >= axisLength - rounding;
}

/** Zooms by a factor (below 1 is closer) and keeps `anchor` where it is on screen. */
export function zoomAround(
  window: TimeWindow,
  anchor: number,
  factor: number,
  axisLength: number,
): TimeWindow {
  return clampWindow(
    {
      from: anchor - (anchor - window.from) * factor,
      to: anchor + (window.to - anchor) * factor,
    },
    axisLength,
  );
}

/** Moves the window; at the ends of the axis it stops and keeps its width. */
export function panBy(window: TimeWindow, distance: number, axisLength: number): TimeWindow {
  const width = window.to - window.from;
  const from = Math.max(0, Math.min(window.from + distance, axisLength - width));
  return { from, to: from + width };
}

/** The window that shows a stretch with some room on both sides. */
export function windowAround(from: number, to: number, axisLength: number): TimeWindow {
  const margin = Math.max(to - from, MIN_WIDTH) * 0.08;
  return clampWindow({ from: from - margin, to: to + margin }, axisLength);
}

/** Inside the axis, in order, and no narrower than what microseconds can show. */
export function clampWindow(window: TimeWindow, axisLength: number): TimeWindow {
  const first = Math.min(window.from, window.to);
  const last = Math.max(window.from, window.to);
  const width = Math.max(last - first, Math.min(MIN_WIDTH, axisLength));
  if (!(width < axisLength)) return wholeWindow(axisLength);
  const middle = (first + last) / 2;
  const from = Math.max(0, Math.min(middle - width / 2, axisLength - width));
  return { from, to: from + width };
}

/** Ten microseconds: times are whole microseconds, so closer shows nothing new. */
const MIN_WIDTH = 10;
