import type { FoldedAxis } from '../../../../../shared/columns/foldedAxis.ts';
import { ERROR_PIXEL, rasterMinimap } from '../../../../../shared/columns/rasterMinimap.ts';
import type { TraceColumns } from '../../../../../shared/columns/traceColumns.ts';
import { formatDuration } from '../../../../../shared/time/formatDuration.ts';
import { type Drag, followDrags } from './drag.ts';
import { fitCanvas } from './fitCanvas.ts';
import { type Palette, readPalette } from './palette.ts';
import { parseColor } from './parseColor.ts';
import { fitWindow, setWindow, type TimelineState, type TimelineStore } from './timelineStore.ts';
import { isWhole, panBy, type TimeWindow } from './timeWindow.ts';

export interface MinimapElements {
  readonly root: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  /** Covers what is out of the window, on the left and on the right. */
  readonly before: HTMLElement;
  readonly after: HTMLElement;
  /** Sliders at the edges of the window. */
  readonly from: HTMLElement;
  readonly to: HTMLElement;
}

/** What a drag on the minimap does, by where it began. */
type Grip = 'from' | 'to' | 'pan' | 'select';

const HANDLE_REACH_PX = 6;

/**
 * The whole trace in a small picture with the window over it. Dragging selects a
 * new window, its edges resize it, a zoomed window is moved by its middle.
 */
export class MinimapView {
  readonly #elements: MinimapElements;
  readonly #store: TimelineStore;
  readonly #stops: (() => void)[] = [];
  #palette: Palette;
  #drawn:
    | { readonly columns: TraceColumns; readonly axis: FoldedAxis; widthPx: number }
    | undefined;
  #widthPx = 0;
  #frame = 0;

  constructor(elements: MinimapElements, store: TimelineStore) {
    this.#elements = elements;
    this.#store = store;
    this.#palette = readPalette(elements.root);
    const resize = new ResizeObserver(() => this.#schedule());
    resize.observe(elements.root);
    this.#stops.push(
      () => resize.disconnect(),
      () => cancelAnimationFrame(this.#frame),
      store.subscribe(() => this.#schedule()),
      this.#followDrags(),
      this.#followKeys(elements.from, 'from'),
      this.#followKeys(elements.to, 'to'),
    );
    const onDoubleClick = () => fitWindow(store);
    elements.root.addEventListener('dblclick', onDoubleClick);
    this.#stops.push(() => elements.root.removeEventListener('dblclick', onDoubleClick));
    this.#schedule();
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
  }

  /** After the theme changed. */
  repaint(): void {
    this.#palette = readPalette(this.#elements.root);
    this.#drawn = undefined;
    this.#schedule();
  }

  #schedule(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  #render(): void {
    const state = this.#store.getState();
    this.#widthPx = this.#elements.root.clientWidth;
    if (this.#widthPx === 0) return;
    const { columns, axis } = state;
    const drawn = this.#drawn;
    const isDrawn =
      drawn?.columns === columns && drawn.axis === axis && drawn.widthPx === this.#widthPx;
    if (!isDrawn) this.#drawPicture(state);
    this.#placeWindow(state);
  }

  #drawPicture({ columns, axis }: TimelineState): void {
    const { root, canvas } = this.#elements;
    const heightPx = root.clientHeight;
    const context = fitCanvas(canvas, this.#widthPx, heightPx);
    if (context === undefined) return;
    const pxPerPosition = canvas.width / axis.length;
    const toPx = (offsetUs: number) => axis.positionOf(offsetUs) * pxPerPosition;
    const raster = rasterMinimap(columns, toPx, canvas.width, canvas.height);
    const image = context.createImageData(canvas.width, canvas.height);
    const colors = new Uint32Array(256);
    for (const [stage, color] of this.#palette.stages.entries())
      colors[stage + 1] = parseColor(color);
    colors[ERROR_PIXEL] = parseColor(this.#palette.error);
    const target = new Uint32Array(image.data.buffer);
    for (let i = 0; i < target.length; i++) target[i] = colors[raster.pixels[i] ?? 0] ?? 0;
    context.putImageData(image, 0, 0);
    this.#drawn = { columns, axis, widthPx: this.#widthPx };
  }

  #placeWindow({ window, axis }: TimelineState): void {
    const { before, after, from, to } = this.#elements;
    const pxPerPosition = this.#widthPx / axis.length;
    const fromPx = window.from * pxPerPosition;
    const toPx = window.to * pxPerPosition;
    before.style.width = `${fromPx}px`;
    after.style.left = `${toPx}px`;
    from.style.transform = `translateX(${fromPx}px)`;
    to.style.transform = `translateX(${toPx}px)`;
    describeSlider(from, axis, window.from);
    describeSlider(to, axis, window.to);
  }

  #positionAt(xPx: number): number {
    const { axis } = this.#store.getState();
    return (Math.max(0, Math.min(xPx, this.#widthPx)) / Math.max(1, this.#widthPx)) * axis.length;
  }

  #followDrags(): () => void {
    let grip: Grip = 'select';
    let atStart: TimeWindow = { from: 0, to: 1 };
    return followDrags(this.#elements.root, {
      onStart: (drag) => {
        atStart = this.#store.getState().window;
        grip = this.#gripAt(drag, atStart);
        return true;
      },
      onMove: (drag) => this.#dragWindow(drag, grip, atStart),
    });
  }

  #gripAt({ startPx }: Drag, window: TimeWindow): Grip {
    const { axis } = this.#store.getState();
    const pxPerPosition = this.#widthPx / axis.length;
    const fromPx = window.from * pxPerPosition;
    const toPx = window.to * pxPerPosition;
    if (Math.abs(startPx - fromPx) <= HANDLE_REACH_PX) return 'from';
    if (Math.abs(startPx - toPx) <= HANDLE_REACH_PX) return 'to';
    return !isWhole(window, axis.length) && startPx > fromPx && startPx < toPx ? 'pan' : 'select';
  }

  #dragWindow({ startPx, atPx }: Drag, grip: Grip, atStart: TimeWindow): void {
    const { axis } = this.#store.getState();
    const at = this.#positionAt(atPx);
    const start = this.#positionAt(startPx);
    switch (grip) {
      case 'from':
        setWindow(this.#store, { from: at, to: atStart.to });
        break;
      case 'to':
        setWindow(this.#store, { from: atStart.from, to: at });
        break;
      case 'pan':
        setWindow(this.#store, panBy(atStart, at - start, axis.length));
        break;
      case 'select':
        setWindow(this.#store, { from: start, to: at });
        break;
    }
  }

  #followKeys(slider: HTMLElement, edge: 'from' | 'to'): () => void {
    const onKeyDown = (event: KeyboardEvent) => {
      const { window, axis } = this.#store.getState();
      const target = sliderTarget(event.key, window[edge], window.to - window.from, axis.length);
      if (target === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const isCrossed = edge === 'from' ? target >= window.to : target <= window.from;
      if (!isCrossed) setWindow(this.#store, { ...window, [edge]: target });
    };
    slider.addEventListener('keydown', onKeyDown);
    return () => slider.removeEventListener('keydown', onKeyDown);
  }
}

function sliderTarget(
  key: string,
  position: number,
  windowWidth: number,
  axisLength: number,
): number | undefined {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return position - windowWidth / 20;
    case 'ArrowRight':
    case 'ArrowUp':
      return position + windowWidth / 20;
    case 'Home':
      return 0;
    case 'End':
      return axisLength;
    default:
      return undefined;
  }
}

function describeSlider(slider: HTMLElement, axis: FoldedAxis, position: number): void {
  const timeUs = Math.round(axis.timeAt(position));
  slider.setAttribute('aria-valuemin', '0');
  slider.setAttribute('aria-valuemax', String(Math.round(axis.timeAt(axis.length))));
  slider.setAttribute('aria-valuenow', String(timeUs));
  slider.setAttribute('aria-valuetext', formatDuration(timeUs));
}
