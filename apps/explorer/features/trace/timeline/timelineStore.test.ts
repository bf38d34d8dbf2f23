import { describe, expect, test } from 'vitest';
import { layoutTrace } from '../../../../../shared/columns/layoutTrace.ts';
import { layoutFromText } from '../../../../../shared/testing/layoutFromText.ts';
import {
  activateRow,
  collapseAll,
  createTimelineStore,
  expandAll,
  nextHighlighted,
  openFold,
  selectRow,
  setCollapsed,
  setFolding,
  setHighlight,
  setWindow,
  showColumns,
  type TimelineStore,
} from './timelineStore.ts';

const columnsOf = (text: string) => layoutTrace('0'.repeat(32), [layoutFromText(text)]).columns;

const NESTED = columnsOf(`
  1 - 0 90 app:root
  2 1 1 40 app:branch
  3 2 2 10 app:leaf
  4 2 3 10 app:quiet
  5 1 50 9 app:last
`);

const WAITING = columnsOf(`
  1 - 0    20 gw:publish
  2 1 3000 30 app:rule
`);

function inSight(store: TimelineStore): readonly number[] {
  const { visible } = store.getState();
  return Array.from({ length: visible.count }, (_, position) => visible.rowAt(position));
}

describe('the timeline', () => {
  test('opens fully expanded, at the first row, with everything in the window', () => {
    const store = createTimelineStore(NESTED);

    expect(inSight(store)).toEqual([0, 1, 2, 3, 4]);
    expect(store.getState()).toMatchObject({ activeRow: 0, window: { from: 0, to: 90 } });
  });

  test('collapses and expands all, and takes the keyboard to what stays in sight', () => {
    const store = createTimelineStore(NESTED);
    activateRow(store, 3);
    collapseAll(store);
    expect([inSight(store), store.getState().activeRow]).toEqual([[0], 0]);
    expandAll(store);
    expect(inSight(store)).toHaveLength(5);
  });

  test('expands what hides a row that is gone to, and nothing else', () => {
    const store = createTimelineStore(NESTED);
    collapseAll(store);
    selectRow(store, 1);
    expect(inSight(store)).toEqual([0, 1, 4]);
    expect(store.getState()).toMatchObject({ activeRow: 1, selectedRow: 1 });
  });

  test('folds a wait, opens it on demand and folds it again', () => {
    const store = createTimelineStore(WAITING);
    const folded = store.getState().axis.length;
    expect(store.getState().axis.folds).toMatchObject([{ fromUs: 20, toUs: 3000 }]);
    expect(folded).toBeLessThan(60);

    openFold(store, { fromUs: 20, toUs: 3000 });
    expect(store.getState()).toMatchObject({ window: { from: 0, to: 3030 } });
    setFolding(store, true);
    expect(store.getState().axis.length).toBe(folded);
  });

  test('keeps the times of a zoomed window when a wait is opened', () => {
    const store = createTimelineStore(WAITING);
    const { axis } = store.getState();
    setWindow(store, { from: axis.positionOf(3000), to: axis.positionOf(3020) });
    setFolding(store, false);
    const { window } = store.getState();
    expect([window.from, window.to].map(Math.round)).toEqual([3000, 3020]);
  });

  test('goes through highlighted rows in both directions and around the ends', () => {
    const store = createTimelineStore(NESTED);
    setHighlight(store, { label: 'work', rows: [1, 3] });
    expect(nextHighlighted(store.getState(), 1)).toBe(1);
    activateRow(store, 3);
    expect(nextHighlighted(store.getState(), 1)).toBe(1);
    expect(nextHighlighted(store.getState(), -1)).toBe(1);
    expect([...(store.getState().highlight?.isIn ?? [])]).toEqual([0, 1, 0, 1, 0]);
    setHighlight(store, undefined);
    expect(nextHighlighted(store.getState(), 1)).toBeUndefined();
  });

  test('starts over when the trace has grown, but keeps waits as they were drawn', () => {
    const store = createTimelineStore(WAITING);
    setFolding(store, false);
    setCollapsed(store, new Set([0]));
    showColumns(store, NESTED);
    expect(inSight(store)).toHaveLength(5);
    expect(store.getState().isFolding).toBe(false);
  });
});
