/**
 * The context of a canvas that is `widthPx` by `heightPx` on the page, sharp on dense
 * screens; `undefined` while it has no area.
 */
export function fitCanvas(
  canvas: HTMLCanvasElement,
  widthPx: number,
  heightPx: number,
): CanvasRenderingContext2D | undefined {
  const density = window.devicePixelRatio;
  const width = Math.round(widthPx * density);
  const height = Math.round(heightPx * density);
  if (width === 0 || height === 0) return undefined;
  // Setting a size clears the canvas and its state, so only when it changed.
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext('2d') ?? undefined;
  context?.setTransform(density, 0, 0, density, 0, 0);
  return context;
}
