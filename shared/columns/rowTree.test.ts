import { expect, test } from 'vitest';
import { layoutFromText } from '../testing/layoutFromText.ts';
import { layoutTrace } from './layoutTrace.ts';
import { ancestorsOf, countErrors, errorsBelow, nextErrorRow, parentRows } from './rowTree.ts';

const { columns } = layoutTrace('0'.repeat(32), [
  layoutFromText(`
    1 - 0 90 app:root
    2 1 1 40 app:branch error
    3 2 2 10 app:leaf   error
    4 2 3 10 app:quiet
    5 1 50 9 app:last
    6 - 95 9 app:second error
  `),
]);

test('ancestors go from the parent up to the root', () => {
  expect(ancestorsOf(columns, 2)).toEqual([1, 0]);
  expect(ancestorsOf(columns, 0)).toEqual([]);
});

test('only rows with children can be collapsed', () => {
  expect(parentRows(columns)).toEqual([0, 1]);
});

test('the next error is found in both directions and around the ends', () => {
  expect([-1, 0, 1, 2, 5].map((row) => nextErrorRow(columns, row))).toEqual([1, 1, 2, 5, 1]);
  expect([-1, 5, 1].map((row) => nextErrorRow(columns, row, -1))).toEqual([5, 2, 5]);
});

test('a trace without errors has no next one', () => {
  const quiet = layoutTrace('0'.repeat(32), [layoutFromText('1 - 0 9')]).columns;

  expect(nextErrorRow(quiet, -1)).toBeUndefined();
  expect(nextErrorRow(quiet, -1, -1)).toBeUndefined();
});

test('errors are counted', () => {
  expect(countErrors(columns)).toBe(3);
});

test('each row knows how many errors a collapse of it would hide', () => {
  expect([...errorsBelow(columns)]).toEqual([2, 1, 0, 0, 0, 0]);
});
