import type { AxisTick } from './axisTicks.ts';
import { BAR_HEIGHT_PX, type Bar, ROW_HEIGHT_PX } from './layoutBars.ts';
import type { Palette } from './palette.ts';

/** What is drawn of a 2D context: few enough calls to be logged in a test. */
export type DrawContext = Pick<
  CanvasRenderingContext2D,
  | 'beginPath'
  | 'clearRect'
  | 'closePath'
  | 'fill'
  | 'fillRect'
  | 'fillStyle'
  | 'fillText'
  | 'font'
  | 'globalAlpha'
  | 'lineTo'
  | 'lineWidth'
  | 'measureText'
  | 'moveTo'
  | 'restore'
  | 'roundRect'
  | 'save'
  | 'setLineDash'
  | 'stroke'
  | 'strokeStyle'
  | 'textAlign'
  | 'textBaseline'
>;

/** A fold in sight, in pixels of the track. */
export interface FoldMark {
  readonly leftPx: number;
  readonly widthPx: number;
  /** Drawn in the colour of findings. */
  readonly isFinding: boolean;
}

export interface BarDrawing {
  readonly bars: readonly Bar[];
  readonly ticks: readonly AxisTick[];
  readonly folds: readonly FoldMark[];
  readonly widthPx: number;
  readonly heightPx: number;
  /** Bottom of the last row; below it there is no grid. */
  readonly contentEndPx: number;
  readonly labelOf: (row: number) => string;
}

const DIMMED_ALPHA = 0.28;
const RADIUS_PX = 3;
const LABEL_GAP_PX = 6;
const EDGE_MARK_PX = 5;
const HATCH_STEP_PX = 7;

/** Draws the track of a timeline: grid, folded stretches, bars, labels. */
export function drawBars(context: DrawContext, drawing: BarDrawing, palette: Palette): void {
  const { widthPx, heightPx, bars, contentEndPx } = drawing;
  context.clearRect(0, 0, widthPx, heightPx);
  const gridEndPx = Math.min(heightPx, contentEndPx);
  for (const { xPx } of drawing.ticks) {
    context.fillStyle = palette.faintLine;
    context.fillRect(Math.round(xPx), 0, 1, gridEndPx);
  }
  for (const fold of drawing.folds) drawFold(context, fold, gridEndPx, palette);
  context.font = palette.font;
  context.textBaseline = 'middle';
  for (const bar of bars) {
    context.globalAlpha = bar.isDimmed ? DIMMED_ALPHA : 1;
    if (bar.beyond === undefined) drawBar(context, bar, palette);
    else drawEdgeMark(context, bar, palette);
    drawLabel(context, bar, drawing, palette);
  }
  context.globalAlpha = 1;
}

function drawFold(context: DrawContext, fold: FoldMark, heightPx: number, palette: Palette): void {
  const { leftPx, widthPx, isFinding } = fold;
  const rightPx = leftPx + widthPx;
  context.save();
  context.beginPath();
  for (let x = leftPx - heightPx; x < rightPx; x += HATCH_STEP_PX) {
    const fromPx = Math.max(x, leftPx);
    const toPx = Math.min(x + heightPx, rightPx);
    if (toPx <= fromPx) continue;
    context.moveTo(fromPx, heightPx - (fromPx - x));
    context.lineTo(toPx, heightPx - (toPx - x));
  }
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.stroke();
  context.setLineDash([3, 3]);
  context.strokeStyle = isFinding ? palette.finding : palette.faintInk;
  context.beginPath();
  for (const x of [Math.round(leftPx) + 0.5, Math.round(rightPx) - 0.5]) {
    context.moveTo(x, 0);
    context.lineTo(x, heightPx);
  }
  context.stroke();
  context.restore();
}

function drawBar(context: DrawContext, bar: Bar, palette: Palette): void {
  const { leftPx, widthPx } = bar;
  const topPx = bar.topPx + (ROW_HEIGHT_PX - BAR_HEIGHT_PX) / 2;
  const isRounded = widthPx > 2 * RADIUS_PX;
  context.fillStyle = palette.stages[bar.stage] ?? palette.faintInk;
  if (isRounded) {
    context.beginPath();
    context.roundRect(leftPx, topPx, widthPx, BAR_HEIGHT_PX, RADIUS_PX);
    context.fill();
  } else {
    context.fillRect(leftPx, topPx, widthPx, BAR_HEIGHT_PX);
  }
  if (bar.hasError) {
    context.strokeStyle = palette.error;
    context.lineWidth = 2;
    context.beginPath();
    context.roundRect(leftPx - 1, topPx - 1, widthPx + 2, BAR_HEIGHT_PX + 2, RADIUS_PX + 1);
    context.stroke();
  }
}

/** A small arrow at the edge beyond which the bar is. */
function drawEdgeMark(context: DrawContext, bar: Bar, palette: Palette): void {
  const direction = bar.beyond === 'left' ? 1 : -1;
  const tipPx = bar.leftPx + direction * 2;
  const middlePx = bar.topPx + ROW_HEIGHT_PX / 2;
  context.fillStyle = bar.hasError ? palette.error : (palette.stages[bar.stage] ?? palette.ink);
  context.beginPath();
  context.moveTo(tipPx, middlePx);
  context.lineTo(tipPx + direction * EDGE_MARK_PX, middlePx - EDGE_MARK_PX);
  context.lineTo(tipPx + direction * EDGE_MARK_PX, middlePx + EDGE_MARK_PX);
  context.closePath();
  context.fill();
}

/** After the bar where there is room, else before it, else on the side with more room. */
function drawLabel(context: DrawContext, bar: Bar, drawing: BarDrawing, palette: Palette): void {
  const label = drawing.labelOf(bar.row);
  if (label === '') return;
  const edgePx = bar.beyond === undefined ? 0 : EDGE_MARK_PX + 2;
  const beforePx = bar.leftPx - LABEL_GAP_PX - edgePx;
  const afterPx = bar.leftPx + bar.widthPx + LABEL_GAP_PX + edgePx;
  const labelPx = context.measureText(label).width;
  const fitsAfter = afterPx + labelPx <= drawing.widthPx;
  const fitsBefore = beforePx - labelPx >= 0;
  context.fillStyle = bar.isNegative ? palette.error : palette.faintInk;
  const y = bar.topPx + ROW_HEIGHT_PX / 2 + 0.5;
  if (fitsAfter || (!fitsBefore && bar.beyond === 'left')) {
    context.textAlign = 'left';
    context.fillText(label, afterPx, y);
  } else if (fitsBefore || bar.beyond === 'right') {
    context.textAlign = 'right';
    context.fillText(label, beforePx, y);
  } else {
    drawLabelInside(context, bar, label, labelPx, palette);
  }
}

function drawLabelInside(
  context: DrawContext,
  bar: Bar,
  label: string,
  labelPx: number,
  palette: Palette,
): void {
  const rightPx = bar.leftPx + bar.widthPx - LABEL_GAP_PX;
  const topPx = bar.topPx + (ROW_HEIGHT_PX - BAR_HEIGHT_PX) / 2;
  // On a ground of its own: stage colours are not made to be written on in small type.
  context.fillStyle = palette.panel;
  context.beginPath();
  context.roundRect(rightPx - labelPx - 4, topPx + 1, labelPx + 8, BAR_HEIGHT_PX - 2, 2);
  context.fill();
  context.fillStyle = palette.ink;
  context.textAlign = 'right';
  context.fillText(label, rightPx, bar.topPx + ROW_HEIGHT_PX / 2 + 0.5);
}
