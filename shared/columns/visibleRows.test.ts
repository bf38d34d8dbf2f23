import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { syntheticLayout } from '../testing/syntheticLayout.ts';
import { layoutTrace } from './layoutTrace.ts';
import { VisibleRows } from './visibleRows.ts';

const { subtreeSize, rowCount } = layoutTrace('0'.repeat(32), [syntheticLayout(300)]).columns;

function rowsInSight(collapsed: ReadonlySet<number>): readonly number[] {
  const rows: number[] = [];
  for (let row = 0; row < rowCount; row += collapsed.has(row) ? (subtreeSize[row] ?? 1) : 1) {
    rows.push(row);
  }
  return rows;
}

describe('VisibleRows', () => {
  test('with nothing collapsed every row is in sight at its own position', () => {
    const visible = new VisibleRows(subtreeSize, []);

    expect(visible.count).toBe(rowCount);
    expect([visible.rowAt(0), visible.rowAt(17), visible.positionOf(299)]).toEqual([0, 17, 299]);
  });

  test('finds rows and positions as walking the whole trace would', () => {
    const collapsedRows = fc.uniqueArray(fc.nat({ max: rowCount - 1 }), { maxLength: 40 });
    fc.assert(
      fc.property(collapsedRows, (rows) => {
        const collapsed = new Set(rows);
        const visible = new VisibleRows(subtreeSize, collapsed);
        const inSight = rowsInSight(collapsed);
        expect(visible.count).toBe(inSight.length);
        expect(inSight.map((_, position) => visible.rowAt(position))).toEqual(inSight);
        expect(inSight.map((row) => visible.positionOf(row))).toEqual([...inSight.keys()]);
      }),
    );
  });

  test('a hidden row stands where the collapsed row above it stands', () => {
    const visible = new VisibleRows(subtreeSize, [1]);
    const lastHidden = 1 + (subtreeSize[1] ?? 1) - 1;

    expect([visible.positionOf(2), visible.positionOf(lastHidden)]).toEqual([1, 1]);
    expect(visible.positionOf(lastHidden + 1)).toBe(2);
  });

  test('a collapsed leaf hides nothing and a collapsed root everything below it', () => {
    expect(new VisibleRows(subtreeSize, [rowCount - 1]).count).toBe(rowCount);
    expect(new VisibleRows(subtreeSize, [0]).count).toBe(1);
  });
});
