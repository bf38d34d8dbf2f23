import { describe, expect, test } from 'vitest';
import { layoutTrace } from '../../../../../shared/columns/layoutTrace.ts';
import { VisibleRows } from '../../../../../shared/columns/visibleRows.ts';
import { layoutFromText } from '../../../../../shared/testing/layoutFromText.ts';
import { gridAction } from './gridKeys.ts';

const { columns } = layoutTrace('0'.repeat(32), [
  layoutFromText(`
    1 - 0 90 app:root
    2 1 1 40 app:branch
    3 2 2 10 app:leaf
    4 1 50 9 app:last
  `),
]);

function press(key: string, activeRow: number, collapsedRows: readonly number[] = []): string {
  const collapsed = new Set(collapsedRows);
  const visible = new VisibleRows(columns.subtreeSize, collapsed);
  const action = gridAction({ columns, visible, collapsed, activeRow }, key, 10);
  return action === undefined ? 'nothing' : `${action.kind} ${action.row}`;
}

describe('the keys of the tree', () => {
  test('move over what is in sight and stop at the ends', () => {
    expect(press('ArrowDown', 1)).toBe('activate 2');
    expect(press('ArrowDown', 1, [1])).toBe('activate 3');
    expect(press('ArrowUp', 3, [1])).toBe('activate 1');
    expect(press('ArrowUp', 0)).toBe('activate 0');
    expect([press('PageDown', 0), press('PageUp', 3)]).toEqual(['activate 3', 'activate 0']);
    expect([press('End', 0, [0]), press('Home', 3)]).toEqual(['activate 0', 'activate 0']);
  });

  test('open a row, then enter it', () => {
    expect(press('ArrowRight', 1, [1])).toBe('toggle 1');
    expect(press('ArrowRight', 1)).toBe('activate 2');
    expect(press('ArrowRight', 2)).toBe('nothing');
  });

  test('close a row, then go to its parent', () => {
    expect(press('ArrowLeft', 1)).toBe('toggle 1');
    expect(press('ArrowLeft', 1, [1])).toBe('activate 0');
    expect(press('ArrowLeft', 2)).toBe('activate 1');
    expect(press('ArrowLeft', 0, [0])).toBe('nothing');
  });

  test('select with Enter and Space and leave the rest alone', () => {
    expect([press('Enter', 2), press(' ', 2), press('x', 2)]).toEqual([
      'select 2',
      'select 2',
      'nothing',
    ]);
  });
});
