import { fitCanvas } from './fitCanvas.ts';
import { layoutRuler, RULER_MARKS } from './layoutRuler.ts';
import type { Palette } from './palette.ts';
import type { TimelineState } from './timelineStore.ts';

/** Fewer rows than this are all in sight or nearly so. */
const MIN_ROWS = 60;
const MARK_PX = 2;

/** Draws the ruler beside the scroll bar, again only when what it shows has changed. */
export class RulerView {
  readonly #canvas: HTMLCanvasElement;
  #drawn: readonly unknown[] = [];

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  render({ columns, visible, highlight }: TimelineState, palette: Palette): void {
    const { clientWidth: widthPx, clientHeight: heightPx } = this.#canvas;
    const shown = [columns, visible, highlight, palette, heightPx];
    if (shown.every((value, index) => value === this.#drawn[index])) return;
    this.#drawn = shown;
    const context = fitCanvas(this.#canvas, widthPx, heightPx);
    if (context === undefined) return;
    context.clearRect(0, 0, widthPx, heightPx);
    if (visible.count < MIN_ROWS) return;
    const marks = layoutRuler({ columns, visible, matches: highlight?.rows }, heightPx);
    for (const [y, mark] of marks.entries()) {
      if (mark === RULER_MARKS.nothing) continue;
      context.fillStyle = mark === RULER_MARKS.error ? palette.error : palette.accent;
      context.fillRect(0, y, widthPx, MARK_PX);
    }
  }
}
