import type { IdleStretch } from '../../../../../shared/columns/idleStretches.ts';
import { formatDuration } from '../../../../../shared/time/formatDuration.ts';
import { tickLabel } from './axisTicks.ts';
import { AxisView } from './axisView.ts';
import { drawBars } from './drawBars.ts';
import { fitCanvas } from './fitCanvas.ts';
import { layoutBars, ROW_HEIGHT_PX } from './layoutBars.ts';
import { type Palette, readPalette } from './palette.ts';
import { rowElementId } from './rowElement.ts';
import { RowPool } from './rowPool.ts';
import { RulerView } from './rulerView.ts';
import { clampOffsetPx, contentOffsetPx, elementHeightPx, scrollTopPx } from './scrollMap.ts';
import type { TimelineState, TimelineStore } from './timelineStore.ts';

/** The elements that `Timeline.tsx` renders once and this view fills. */
export interface TimelineElements {
  /** The treegrid, which scrolls. */
  readonly grid: HTMLElement;
  /** As tall as all rows. */
  readonly spacer: HTMLElement;
  /** Stays in sight while the grid scrolls. */
  readonly viewport: HTMLElement;
  readonly rows: HTMLElement;
  readonly bars: HTMLCanvasElement;
  /** Beside the scroll bar: where in the whole trace the errors and matches are. */
  readonly ruler: HTMLCanvasElement;
  readonly axis: HTMLElement;
}

/**
 * Draws the timeline, at most once a frame and without React: rows as elements,
 * bars on a canvas, both for what is in sight only.
 */
export class TimelineView {
  readonly #elements: TimelineElements;
  readonly #store: TimelineStore;
  readonly #rows: RowPool;
  readonly #axis: AxisView;
  readonly #ruler: RulerView;
  readonly #stops: (() => void)[] = [];
  #isFinding: (stretch: IdleStretch) => boolean = () => false;
  #palette: Palette;
  #offsetPx = 0;
  /** Room left of the tracks. */
  #namesPx = 0;
  #trackPx = 0;
  #size = { widthPx: 0, heightPx: 0 };
  #frame = 0;

  constructor(elements: TimelineElements, store: TimelineStore) {
    this.#elements = elements;
    this.#store = store;
    this.#rows = new RowPool(elements.rows);
    this.#axis = new AxisView(elements.axis, store);
    this.#ruler = new RulerView(elements.ruler);
    this.#palette = readPalette(elements.grid);
    const onScroll = () => this.#followScroll();
    elements.grid.addEventListener('scroll', onScroll, { passive: true });
    const resize = new ResizeObserver(() => this.#measure());
    resize.observe(elements.grid);
    resize.observe(elements.bars);
    this.#stops.push(
      () => elements.grid.removeEventListener('scroll', onScroll),
      () => resize.disconnect(),
      () => cancelAnimationFrame(this.#frame),
      store.subscribe((state, before) => this.#onChange(state, before)),
    );
    this.#measure();
  }

  dispose(): void {
    for (const stop of this.#stops) stop();
  }

  /** Draws the folded stretches that a finding is about as such. */
  markFindings(isFinding: (stretch: IdleStretch) => boolean): void {
    this.#isFinding = isFinding;
    this.#schedule();
  }

  /** After the theme changed. */
  repaint(): void {
    this.#palette = readPalette(this.#elements.grid);
    this.#schedule();
  }

  /** Pixels of the track that the bars are drawn on. */
  get trackPx(): number {
    return this.#trackPx;
  }

  /** Rows that fit the viewport. */
  get pageRows(): number {
    return Math.max(1, Math.floor(this.#size.heightPx / ROW_HEIGHT_PX) - 1);
  }

  /** The time under a pixel of the track, as exact as a pixel is. */
  timeLabelAt(xPx: number): string {
    const { axis } = this.#store.getState();
    const timeUs = axis.timeAt(this.positionAt(xPx));
    return tickLabel(timeUs, Math.max(1, axis.timeAt(this.positionAt(xPx + 1)) - timeUs));
  }

  /** The axis position under a pixel of the track. */
  positionAt(xPx: number): number {
    const { window } = this.#store.getState();
    return window.from + (xPx / Math.max(1, this.trackPx)) * (window.to - window.from);
  }

  /** Scrolls by pixels of content, which an element that stands for taller content cannot do itself. */
  scrollBy(distancePx: number): void {
    this.#scrollTo(this.#offsetPx + distancePx);
  }

  get isScrollMapped(): boolean {
    const contentPx = this.#contentPx;
    return elementHeightPx(contentPx) < contentPx;
  }

  #onChange(state: TimelineState, before: TimelineState): void {
    const isElsewhere = state.activeRow !== before.activeRow;
    if (isElsewhere || state.selectedRow !== before.selectedRow) this.#bringIntoSight(state);
    this.#schedule();
  }

  /** The least scrolling that shows the active row; a jump of more than a page centres it. */
  #bringIntoSight({ visible, activeRow }: TimelineState): void {
    const topPx = visible.positionOf(activeRow) * ROW_HEIGHT_PX;
    const { heightPx } = this.#size;
    const firstPx = topPx - this.#offsetPx;
    if (firstPx >= 0 && firstPx + ROW_HEIGHT_PX <= heightPx) return;
    const isFar = firstPx < -heightPx || firstPx > 2 * heightPx;
    if (isFar) this.#scrollTo(topPx - heightPx / 2);
    else this.#scrollTo(firstPx < 0 ? topPx : topPx + ROW_HEIGHT_PX - heightPx);
  }

  #scrollTo(offsetPx: number): void {
    const contentPx = this.#contentPx;
    const { heightPx } = this.#size;
    this.#offsetPx = clampOffsetPx(offsetPx, contentPx, heightPx);
    this.#sizeSpacer();
    this.#elements.grid.scrollTop = scrollTopPx(this.#offsetPx, contentPx, heightPx);
    this.#schedule();
  }

  #followScroll(): void {
    const contentPx = this.#contentPx;
    const { heightPx } = this.#size;
    const { scrollTop } = this.#elements.grid;
    // Our own scrolling comes back rounded to whole pixels; taking it over would lose what mapping gains.
    if (Math.abs(scrollTop - scrollTopPx(this.#offsetPx, contentPx, heightPx)) < 1) return;
    const offsetPx = contentOffsetPx(scrollTop, contentPx, heightPx);
    this.#offsetPx = clampOffsetPx(offsetPx, contentPx, heightPx);
    this.#schedule();
  }

  get #contentPx(): number {
    return this.#store.getState().visible.count * ROW_HEIGHT_PX;
  }

  #measure(): void {
    const { grid, bars } = this.#elements;
    this.#size = { widthPx: grid.clientWidth, heightPx: grid.clientHeight };
    this.#namesPx = bars.offsetLeft;
    this.#trackPx = bars.clientWidth;
    this.#schedule();
  }

  #schedule(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  #sizeSpacer(): void {
    const { spacer } = this.#elements;
    spacer.style.height = `${Math.max(elementHeightPx(this.#contentPx), this.#size.heightPx)}px`;
  }

  #render(): void {
    const state = this.#store.getState();
    const { heightPx } = this.#size;
    this.#sizeSpacer();
    this.#offsetPx = clampOffsetPx(this.#offsetPx, this.#contentPx, heightPx);
    const { grid, viewport } = this.#elements;
    viewport.style.height = `${heightPx}px`;
    const indentRoomPx = this.#namesPx * INDENT_RATIO;
    this.#rows.render(state, { offsetPx: this.#offsetPx, heightPx, indentRoomPx });
    grid.setAttribute('aria-rowcount', String(state.visible.count));
    const active = rowElementId(state.activeRow);
    if (grid.querySelector(`#${active}`)) grid.setAttribute('aria-activedescendant', active);
    else grid.removeAttribute('aria-activedescendant');
    this.#renderTrack(state);
    this.#ruler.render(state, this.#palette);
  }

  #renderTrack(state: TimelineState): void {
    const widthPx = this.trackPx;
    const { heightPx } = this.#size;
    const marks = this.#axis.render(state, widthPx, this.#isFinding);
    const context = fitCanvas(this.#elements.bars, widthPx, heightPx);
    if (context === undefined) return;
    const bars = layoutBars({
      ...state,
      widthPx,
      heightPx,
      offsetPx: this.#offsetPx,
      highlighted: state.highlight?.isIn,
    });
    const contentEndPx = this.#contentPx - this.#offsetPx;
    const labelOf = (row: number) => formatDuration(state.columns.rowDurationUs[row] ?? 0);
    drawBars(context, { bars, ...marks, widthPx, heightPx, contentEndPx, labelOf }, this.#palette);
  }
}

/** Of the names column, before deep trees leave levels out. */
const INDENT_RATIO = 0.4;
