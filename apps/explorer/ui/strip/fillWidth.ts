export interface FlexSegment {
  readonly minPx: number;
  /** Share of the room beyond the minima; 0 stays at its minimum. */
  readonly weight: number;
}

/**
 * Widths that add up to `totalPx`, each in proportion to its weight but never
 * below its minimum; when the minima alone do not fit, the minima.
 */
export function fillWidth(segments: readonly FlexSegment[], totalPx: number): readonly number[] {
  const isFixed = segments.map(({ weight }) => !(weight > 0));
  let pxPerWeight = 0;
  let isChanged = true;
  while (isChanged) {
    isChanged = false;
    pxPerWeight = freePx(segments, isFixed, totalPx);
    for (const [index, { minPx, weight }] of segments.entries()) {
      if (isFixed[index] || weight * pxPerWeight >= minPx) continue;
      isFixed[index] = true;
      isChanged = true;
    }
  }
  return segments.map(({ minPx, weight }, index) =>
    isFixed[index] ? minPx : weight * pxPerWeight,
  );
}

function freePx(segments: readonly FlexSegment[], isFixed: readonly boolean[], totalPx: number) {
  let leftPx = totalPx;
  let weights = 0;
  for (const [index, { minPx, weight }] of segments.entries()) {
    if (isFixed[index]) leftPx -= minPx;
    else weights += weight;
  }
  return weights === 0 ? 0 : Math.max(0, leftPx) / weights;
}
