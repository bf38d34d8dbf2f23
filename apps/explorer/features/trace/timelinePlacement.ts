import { parentRows } from '../../../../shared/columns/rowTree.ts';
import type { RowIds } from '../../../../shared/columns/traceColumns.ts';
import { spanIdFromBigInt, spanIdToBigInt } from '../../../../shared/span/ids.ts';
import { type TraceUrl, toCollapsedRows } from '../../url/traceUrl.ts';
import type { TimelineState } from './timeline/timelineStore.ts';
import { isWhole } from './timeline/timeWindow.ts';

/** The part of a trace's address that the timeline decides. */
export type Placement = Pick<
  TraceUrl,
  'collapsed' | 'zoom' | 'isFolding' | 'isPanelOpen' | 'spanId' | 'spanCopy'
>;

/** How a link would say what the timeline shows. */
export function placementOf(state: TimelineState, ids: RowIds): Placement {
  const { columns, axis, window, selectedRow } = state;
  const zoom = { fromUs: axis.timeAt(window.from), toUs: axis.timeAt(window.to) };
  return {
    collapsed: toCollapsedRows(state.collapsed, parentRows(columns)),
    isFolding: state.isFolding,
    isPanelOpen: state.isPanelOpen,
    ...(!isWhole(window, axis.length) && { zoom }),
    ...(selectedRow !== undefined && spanOfRow(selectedRow, ids)),
  };
}

/** The row a link speaks of; -1 when the trace has no such span. */
export function rowOfSpan({ spanId, spanCopy = 1 }: Placement, ids: RowIds): number {
  if (spanId === undefined) return -1;
  const id = spanIdToBigInt(spanId);
  let row = ids.indexOf(id);
  for (let copy = 1; copy < spanCopy && row !== -1; copy++) row = ids.indexOf(id, row + 1);
  return row;
}

function spanOfRow(row: number, ids: RowIds): Pick<Placement, 'spanId' | 'spanCopy'> {
  const id = ids[row];
  if (id === undefined) return {};
  let copy = 1;
  for (let at = ids.indexOf(id); at !== row; at = ids.indexOf(id, at + 1)) copy++;
  const spanId = spanIdFromBigInt(id);
  return copy === 1 ? { spanId } : { spanId, spanCopy: copy };
}

/** The address with another placement; what the placement leaves open is open. */
export function withPlacement(url: TraceUrl, placement: Placement): TraceUrl {
  return {
    ...(url.atMs !== undefined && { atMs: url.atMs }),
    q: url.q,
    ...placement,
  };
}
