import { expect, test } from 'vitest';
import { emptyLayout } from '../../../../../shared/columns/joinLayouts.ts';
import { layoutTrace } from '../../../../../shared/columns/layoutTrace.ts';
import { VisibleRows } from '../../../../../shared/columns/visibleRows.ts';
import { indentationOf, indentPx } from './indentation.ts';

function chain(length: number) {
  const layout = emptyLayout(length);
  for (let i = 0; i < length; i++) {
    layout.spanId[i] = BigInt(i + 1);
    layout.parentId[i] = BigInt(i);
    layout.startUs[i] = i;
  }
  const { columns } = layoutTrace('0'.repeat(32), [layout]);
  return { columns, visible: new VisibleRows(columns.subtreeSize, []) };
}

test('a tree that fits is indented by its depth', () => {
  const { columns, visible } = chain(8);
  const indentation = indentationOf(columns, visible, [0, 8], 140);

  expect([0, 1, 7].map((depth) => indentPx(indentation, depth))).toEqual([0, 14, 98]);
});

test('far down a chain the levels above are left out', () => {
  const { columns, visible } = chain(72_000);
  const indentation = indentationOf(columns, visible, [71_994, 72_000], 140);

  expect(indentation.skippedLevels).toBe(71_989);
  expect([71_994, 71_999].map((depth) => indentPx(indentation, depth))).toEqual([70, 140]);
});

test('what does not fit in sight shares the last level', () => {
  const { columns, visible } = chain(40);
  const indentation = indentationOf(columns, visible, [0, 40], 140);

  expect([0, 9, 10, 39].map((depth) => indentPx(indentation, depth))).toEqual([0, 126, 140, 140]);
});
