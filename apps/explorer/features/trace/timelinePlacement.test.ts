import { describe, expect, test } from 'vitest';
import { layoutTrace } from '../../../../shared/columns/layoutTrace.ts';
import { layoutFromText } from '../../../../shared/testing/layoutFromText.ts';
import {
  formatTraceUrl,
  NONE_COLLAPSED,
  parseTraceUrl,
  type TraceUrl,
} from '../../url/traceUrl.ts';
import {
  createTimelineStore,
  selectRow,
  setCollapsed,
  setFolding,
  setWindow,
} from './timeline/timelineStore.ts';
import { placementOf, rowOfSpan, withPlacement } from './timelinePlacement.ts';

const { columns, ids } = layoutTrace('0'.repeat(32), [
  layoutFromText(`
    a1 -  0    20 gw:publish
    b2 a1 3000 90 app:rule
    c3 b2 3010 20 app:parse
  `),
]);

const URL_AT_FIRST: TraceUrl = {
  atMs: 1_000,
  collapsed: NONE_COLLAPSED,
  q: 'rule',
  isPanelOpen: true,
  isFolding: true,
};

function linkOf(store: ReturnType<typeof createTimelineStore>): string {
  return formatTraceUrl(withPlacement(URL_AT_FIRST, placementOf(store.getState(), ids)));
}

describe('the placement of the timeline', () => {
  test('adds nothing to the address of a trace that was only opened', () => {
    expect(linkOf(createTimelineStore(columns))).toBe('at=1000&q=rule');
  });

  test('says what is selected, collapsed and zoomed to, in times', () => {
    const store = createTimelineStore(columns);
    setCollapsed(store, new Set([1]));
    selectRow(store, 1);
    const { axis } = store.getState();
    setWindow(store, { from: axis.positionOf(3_000), to: axis.positionOf(3_040) });

    expect(linkOf(store)).toBe('at=1000&span=00000000000000b2&collapsed=1&zoom=3000~3040&q=rule');
  });

  test('tells spans with the same id apart', () => {
    const twins = layoutTrace('0'.repeat(32), [
      layoutFromText(`
        a1 -  0  20 gw:publish
        b2 a1 30 40 app:rule
        b2 a1 80 90 app:rule
        b2 a1 95 99 app:rule
      `),
    ]);
    const store = createTimelineStore(twins.columns);
    const links = [1, 2, 3].map((row) => {
      selectRow(store, row);
      return formatTraceUrl(withPlacement(URL_AT_FIRST, placementOf(store.getState(), twins.ids)));
    });
    expect(links).toEqual([
      'at=1000&span=00000000000000b2&q=rule',
      'at=1000&span=00000000000000b2~2&q=rule',
      'at=1000&span=00000000000000b2~3&q=rule',
    ]);
    expect(links.map((link) => rowOfSpan(parseTraceUrl(link), twins.ids))).toEqual([1, 2, 3]);
    expect(rowOfSpan(parseTraceUrl('span=00000000000000b2~4'), twins.ids)).toBe(-1);
    expect(rowOfSpan(parseTraceUrl('span=00000000000000ff~2'), twins.ids)).toBe(-1);
  });

  test('forgets what was undone', () => {
    const store = createTimelineStore(columns);
    setFolding(store, false);
    expect(linkOf(store)).toBe('at=1000&q=rule&fold=0');
    setFolding(store, true);
    expect(linkOf(store)).toBe('at=1000&q=rule');
  });
});
