/**
 * Chromium draws no element taller than 33.5 million pixels and Firefox about half
 * of that; a million rows of 26 px are 26 million.
 */
const MAX_ELEMENT_PX = 12_000_000;

/** The height the scrolled element really has. */
export function elementHeightPx(contentPx: number): number {
  return Math.min(contentPx, MAX_ELEMENT_PX);
}

/**
 * Where in the content the viewport begins, for a scroll position of the element:
 * the same number while the content fits, else in proportion.
 */
export function contentOffsetPx(
  scrollTopPx: number,
  contentPx: number,
  viewportPx: number,
): number {
  return scrollTopPx * ratio(contentPx, viewportPx);
}

/** The scroll position that shows the content from `offsetPx` on. */
export function scrollTopPx(offsetPx: number, contentPx: number, viewportPx: number): number {
  return offsetPx / ratio(contentPx, viewportPx);
}

/** The offset next to `offsetPx` at which the viewport is inside the content. */
export function clampOffsetPx(offsetPx: number, contentPx: number, viewportPx: number): number {
  return Math.max(0, Math.min(offsetPx, contentPx - viewportPx));
}

function ratio(contentPx: number, viewportPx: number): number {
  const elementPx = elementHeightPx(contentPx);
  if (elementPx === contentPx || elementPx <= viewportPx) return 1;
  return (contentPx - viewportPx) / (elementPx - viewportPx);
}
