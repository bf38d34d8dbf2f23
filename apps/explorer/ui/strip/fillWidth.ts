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
  // Who falls below the minimum leaves the others less room, so they are looked at again.
  for (;;) {
    const widthsPx = sharesPx(segments, isFixed, totalPx);
    let isChanged = false;
    for (const [index, { minPx }] of segments.entries()) {
      if (isFixed[index] || (widthsPx[index] ?? 0) >= minPx) continue;
      isFixed[index] = true;
      isChanged = true;
    }
    if (!isChanged) return widthsPx;
  }
}

function sharesPx(
  segments: readonly FlexSegment[],
  isFixed: readonly boolean[],
  totalPx: number,
): readonly number[] {
  let leftPx = totalPx;
  let weights = 0;
  for (const [index, { minPx, weight }] of segments.entries()) {
    if (isFixed[index]) leftPx -= minPx;
    else weights += weight;
  }
  return segments.map(({ minPx, weight }, index) =>
    isFixed[index] ? minPx : Math.max(0, leftPx) * (weight / weights),
  );
}
