import { describe, expect, test } from 'vitest';
import { FoldedAxis } from '../../../../../shared/columns/foldedAxis.ts';
import { layoutTrace } from '../../../../../shared/columns/layoutTrace.ts';
import { VisibleRows } from '../../../../../shared/columns/visibleRows.ts';
import { layoutFromText } from '../../../../../shared/testing/layoutFromText.ts';
import { syntheticLayout } from '../../../../../shared/testing/syntheticLayout.ts';
import { type BarScene, layoutBars, positionsInSight } from './layoutBars.ts';

const { columns } = layoutTrace('0'.repeat(32), [
  layoutFromText(`
    1 - 0   100 gw:publish  device
    2 1 20  30  mq:forward  broker
    3 2 60  20  app:rule    rule error
    4 3 90  -5  app:back
    5 1 100 0   app:instant
  `),
]);

function scene(changes: Partial<BarScene> = {}): BarScene {
  const axis = new FoldedAxis(columns.durationUs, []);
  return {
    columns,
    visible: new VisibleRows(columns.subtreeSize, []),
    axis,
    window: { from: 0, to: axis.length },
    widthPx: 200,
    heightPx: 26 * 10,
    offsetPx: 0,
    ...changes,
  };
}

/** One line a bar: row@top left+width and what is special about it. */
function barsText(changes?: Partial<BarScene>): readonly string[] {
  return layoutBars(scene(changes)).map((bar) => {
    const words = [`${bar.row}@${bar.topPx} ${bar.leftPx}+${bar.widthPx}`];
    if (bar.hasError) words.push('error');
    if (bar.isNegative) words.push('negative');
    if (bar.isDimmed) words.push('dimmed');
    if (bar.beyond) words.push(`beyond ${bar.beyond}`);
    return words.join(' ');
  });
}

describe('layoutBars', () => {
  test('places one bar a row, at least a pixel long and inside the track', () => {
    expect(barsText()).toEqual([
      '0@0 0+200',
      '1@26 40+60',
      '2@52 120+40 error',
      '3@78 180+1 negative',
      '4@104 199+1',
    ]);
  });

  test('cuts bars at the window and says which way the others are', () => {
    expect(barsText({ window: { from: 55, to: 75 } })).toEqual([
      '0@0 0+200',
      '1@26 0+0 beyond left',
      '2@52 50+150 error',
      '3@78 200+0 negative beyond right',
      '4@104 200+0 beyond right',
    ]);
  });

  test('skips collapsed rows and those above and below the viewport', () => {
    const visible = new VisibleRows(columns.subtreeSize, [1]);

    expect(barsText({ visible })).toEqual(['0@0 0+200', '1@26 40+60', '4@52 199+1']);
    expect(barsText({ offsetPx: 39, heightPx: 26 })).toEqual(['1@-13 40+60', '2@13 120+40 error']);
  });

  test('dims what is not highlighted', () => {
    expect(barsText({ highlighted: Uint8Array.of(0, 1, 0, 0, 0) })).toEqual([
      '0@0 0+200 dimmed',
      '1@26 40+60',
      '2@52 120+40 error dimmed',
      '3@78 180+1 negative dimmed',
      '4@104 199+1 dimmed',
    ]);
  });

  test('costs what is in sight and not what there is', () => {
    const large = layoutTrace('0'.repeat(32), [syntheticLayout(50_000)]).columns;
    const inSight = scene({
      columns: large,
      visible: new VisibleRows(large.subtreeSize, []),
      axis: new FoldedAxis(large.durationUs, []),
      offsetPx: 26 * 40_000,
      heightPx: 520,
    });

    expect(positionsInSight(inSight)).toEqual([40_000, 40_020]);
    expect(
      layoutBars(inSight)
        .map(({ row }) => row)
        .at(-1),
    ).toBe(40_019);
  });
});
