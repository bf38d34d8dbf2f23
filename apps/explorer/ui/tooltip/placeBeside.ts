import type { Anchor } from './tooltipStore.ts';

export interface BoxSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

const DISTANCE_PX = 8;
const MARGIN_PX = 8;

/**
 * Where a box goes so that it stands under its anchor, centred, or above it when
 * there is no room below, and never leaves the viewport.
 */
export function placeBeside(
  anchor: Anchor,
  box: BoxSize,
  viewport: BoxSize,
): { readonly leftPx: number; readonly topPx: number } {
  const centredPx = anchor.leftPx + anchor.widthPx / 2 - box.widthPx / 2;
  const belowPx = anchor.topPx + anchor.heightPx + DISTANCE_PX;
  const abovePx = anchor.topPx - DISTANCE_PX - box.heightPx;
  const fitsBelow = belowPx + box.heightPx + MARGIN_PX <= viewport.heightPx;
  const topPx = fitsBelow || abovePx < MARGIN_PX ? belowPx : abovePx;
  return {
    leftPx: clamp(centredPx, MARGIN_PX, viewport.widthPx - box.widthPx - MARGIN_PX),
    topPx: clamp(topPx, MARGIN_PX, viewport.heightPx - box.heightPx - MARGIN_PX),
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(value, max));
}
