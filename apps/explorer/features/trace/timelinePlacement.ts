import { parentRows } from '../../../../shared/columns/rowTree.ts';
import type { RowIds } from '../../../../shared/columns/traceColumns.ts';
import { spanIdFromBigInt } from '../../../../shared/span/ids.ts';
import { type TraceUrl, toCollapsedRows } from '../../url/traceUrl.ts';
import type { TimelineState } from './timeline/timelineStore.ts';
import { isWhole } from './timeline/timeWindow.ts';

/** The part of a trace's address that the timeline decides. */
export type Placement = Pick<
  TraceUrl,
  'collapsed' | 'zoom' | 'isFolding' | 'isPanelOpen' | 'spanId'
>;

/** How a link would say what the timeline shows. */
export function placementOf(state: TimelineState, ids: RowIds): Placement {
  const { columns, axis, window, selectedRow } = state;
  const selectedId = selectedRow === undefined ? undefined : ids[selectedRow];
  const zoom = { fromUs: axis.timeAt(window.from), toUs: axis.timeAt(window.to) };
  return {
    collapsed: toCollapsedRows(state.collapsed, parentRows(columns)),
    isFolding: state.isFolding,
    isPanelOpen: state.isPanelOpen,
    ...(!isWhole(window, axis.length) && { zoom }),
    ...(selectedId !== undefined && { spanId: spanIdFromBigInt(selectedId) }),
  };
}

/** The address with another placement; what the placement leaves open is open. */
export function withPlacement(url: TraceUrl, placement: Placement): TraceUrl {
  return {
    ...(url.atMs !== undefined && { atMs: url.atMs }),
    q: url.q,
    ...placement,
  };
}
