import { describe, expect, test } from 'vitest';
import { type BarDrawing, type DrawContext, drawBars } from './drawBars.ts';
import type { Bar } from './layoutBars.ts';
import type { Palette } from './palette.ts';

const PALETTE: Palette = {
  stages: ['blue', 'purple', 'cyan', 'green', 'olive', 'brown', 'grey'],
  error: 'red',
  finding: 'amber',
  line: 'line',
  faintLine: 'faint-line',
  ink: 'ink',
  faintInk: 'faint-ink',
  panel: 'panel',
  accent: 'accent',
  font: '12px sans',
};

const CHARACTER_PX = 6;

/** A context that writes down what is drawn, with the colour and alpha it is drawn in. */
function loggedContext(): { readonly context: DrawContext; readonly log: readonly string[] } {
  const log: string[] = [];
  const path: string[] = [];
  const numbers = (values: readonly number[]) => values.map((value) => Math.round(value)).join(',');
  const context: DrawContext = {
    fillStyle: '',
    strokeStyle: '',
    font: '',
    lineWidth: 1,
    globalAlpha: 1,
    textAlign: 'left',
    textBaseline: 'middle',
    beginPath: () => path.splice(0),
    closePath: () => path.push('close'),
    moveTo: (...at) => path.push(`M${numbers(at)}`),
    lineTo: (...at) => path.push(`L${numbers(at)}`),
    roundRect: (x, y, width, height) => path.push(`rounded ${numbers([x, y, width, height])}`),
    fill: () => write(`fill ${path.join(' ')} ${context.fillStyle}`),
    stroke: () => write(`stroke ${path.join(' ')} ${context.strokeStyle}`),
    fillRect: (...rect) => write(`rect ${numbers(rect)} ${context.fillStyle}`),
    fillText: (text, x) => write(`"${text}" ${context.textAlign}@${Math.round(x)}`),
    clearRect: () => undefined,
    measureText: (text) => ({ ...NO_METRICS, width: text.length * CHARACTER_PX }),
    save: () => undefined,
    restore: () => undefined,
    setLineDash: () => undefined,
  };
  const write = (line: string) => log.push(context.globalAlpha === 1 ? line : `${line} faint`);
  return { context, log };
}

const NO_METRICS: TextMetrics = {
  width: 0,
  actualBoundingBoxAscent: 0,
  actualBoundingBoxDescent: 0,
  actualBoundingBoxLeft: 0,
  actualBoundingBoxRight: 0,
  alphabeticBaseline: 0,
  emHeightAscent: 0,
  emHeightDescent: 0,
  fontBoundingBoxAscent: 0,
  fontBoundingBoxDescent: 0,
  hangingBaseline: 0,
  ideographicBaseline: 0,
};

const BAR: Bar = {
  row: 0,
  topPx: 0,
  leftPx: 40,
  widthPx: 60,
  stage: 0,
  hasError: false,
  isNegative: false,
  isDimmed: false,
};

function drawn(changes: Partial<BarDrawing>): readonly string[] {
  const { context, log } = loggedContext();
  const drawing: BarDrawing = {
    bars: [],
    ticks: [],
    folds: [],
    widthPx: 200,
    heightPx: 100,
    contentEndPx: 52,
    labelOf: () => '12 ms',
    ...changes,
  };
  drawBars(context, drawing, PALETTE);
  return log;
}

describe('drawBars', () => {
  test('draws a bar in its stage colour and writes its duration after it', () => {
    expect(drawn({ bars: [BAR] })).toEqual(['fill rounded 40,6,60,14 blue', '"12 ms" left@106']);
  });

  test('outlines an error in red', () => {
    expect(drawn({ bars: [{ ...BAR, stage: 5, hasError: true }] })).toEqual([
      'fill rounded 40,6,60,14 brown',
      'stroke rounded 39,5,62,16 red',
      '"12 ms" left@106',
    ]);
  });

  test('writes before a bar that ends at the edge, and on one that fills the track', () => {
    expect(drawn({ bars: [{ ...BAR, leftPx: 100, widthPx: 100 }] })[1]).toBe('"12 ms" right@94');
    expect(drawn({ bars: [{ ...BAR, leftPx: 0, widthPx: 200 }] })).toEqual([
      'fill rounded 0,6,200,14 blue',
      'fill rounded 160,7,38,12 panel',
      '"12 ms" right@194',
    ]);
  });

  test('draws the shortest span as a plain line', () => {
    expect(drawn({ bars: [{ ...BAR, widthPx: 1 }] })[0]).toBe('rect 40,6,1,14 blue');
  });

  test('points to bars beyond the edges', () => {
    expect(drawn({ bars: [{ ...BAR, leftPx: 0, widthPx: 0, beyond: 'left' }] })).toEqual([
      'fill M2,13 L7,8 L7,18 close blue',
      '"12 ms" left@13',
    ]);
    expect(drawn({ bars: [{ ...BAR, leftPx: 200, widthPx: 0, beyond: 'right' }] })).toEqual([
      'fill M198,13 L193,8 L193,18 close blue',
      '"12 ms" right@187',
    ]);
  });

  test('dims rows that are not highlighted, labels included', () => {
    expect(drawn({ bars: [{ ...BAR, isDimmed: true }] })).toEqual([
      'fill rounded 40,6,60,14 blue faint',
      '"12 ms" left@106 faint',
    ]);
  });

  test('draws the grid down to the last row and no further', () => {
    expect(drawn({ ticks: [{ xPx: 30.4, label: '10 ms' }] })).toEqual([
      'rect 30,0,1,52 faint-line',
    ]);
  });

  test('hatches a folded stretch and bounds it in the colour of findings', () => {
    const [hatching, edges] = drawn({ folds: [{ leftPx: 50, widthPx: 20, isFinding: true }] });

    expect(hatching).toMatch(/^stroke M50,.* line$/);
    expect(edges).toBe('stroke M51,0 L51,52 M70,0 L70,52 amber');
  });
});
