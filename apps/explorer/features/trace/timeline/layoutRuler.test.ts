import { expect, test } from 'vitest';
import { layoutTrace } from '../../../../../shared/columns/layoutTrace.ts';
import { VisibleRows } from '../../../../../shared/columns/visibleRows.ts';
import { layoutFromText } from '../../../../../shared/testing/layoutFromText.ts';
import { layoutRuler } from './layoutRuler.ts';

const { columns } = layoutTrace('0'.repeat(32), [
  layoutFromText(`
    1 - 0 90
    2 1 1 40
    3 2 2 10 app:leaf error
    4 1 50 9
    5 1 60 9
  `),
]);

const ruler = (heightPx: number, collapsed: readonly number[], matches?: readonly number[]) =>
  [
    ...layoutRuler(
      { columns, visible: new VisibleRows(columns.subtreeSize, collapsed), matches },
      heightPx,
    ),
  ].join('');

test('errors and matches stand where their rows are in the whole trace', () => {
  expect(ruler(10, [])).toBe('0000020000');
  expect(ruler(10, [], [0, 4])).toBe('0100020001');
});

test('what is hidden stands at the row that hides it', () => {
  expect(ruler(4, [1])).toBe('0200');
});

test('rows share a pixel when there are more of them, and a match covers an error', () => {
  expect(ruler(1, [])).toBe('2');
  expect(ruler(1, [], [3])).toBe('1');
});
