import { describe, expect, test } from 'vitest';
import { layoutTrace } from '../../../../shared/columns/layoutTrace.ts';
import { layoutFromText } from '../../../../shared/testing/layoutFromText.ts';
import { formatTraceUrl, NONE_COLLAPSED, type TraceUrl } from '../../url/traceUrl.ts';
import {
  createTimelineStore,
  selectRow,
  setCollapsed,
  setFolding,
  setWindow,
} from './timeline/timelineStore.ts';
import { placementOf, withPlacement } from './timelinePlacement.ts';

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

  test('forgets what was undone', () => {
    const store = createTimelineStore(columns);
    setFolding(store, false);
    expect(linkOf(store)).toBe('at=1000&q=rule&fold=0');
    setFolding(store, true);
    expect(linkOf(store)).toBe('at=1000&q=rule');
  });
});
