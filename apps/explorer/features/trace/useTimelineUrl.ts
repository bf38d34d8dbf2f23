import { useCallback, useEffect, useRef } from 'react';
import { parentRows } from '../../../../shared/columns/rowTree.ts';
import type { RowIds } from '../../../../shared/columns/traceColumns.ts';
import { spanIdToBigInt } from '../../../../shared/span/ids.ts';
import { formatTraceUrl, fromCollapsedRows, type TraceUrl } from '../../url/traceUrl.ts';
import {
  fitWindow,
  selectRow,
  setCollapsed,
  setFolding,
  setWindow,
  type TimelineState,
  type TimelineStore,
} from './timeline/timelineStore.ts';
import { placementOf, withPlacement } from './timelinePlacement.ts';
import type { TraceUrlState } from './useTraceUrl.ts';

/** Browsers refuse a page that changes its address more than some twenty times a second. */
const WRITE_DELAY_MS = 200;

/**
 * Keeps the address and the timeline together: the address is applied when the trace
 * is there and when somebody goes back, and follows what is done to the timeline.
 *
 * @param ids  of the rows, once the final layout is in the store
 * @returns writes what has not been written yet
 */
export function useTimelineUrl(
  store: TimelineStore,
  ids: RowIds | undefined,
  { url, change }: TraceUrlState,
): () => void {
  /** The part of the address that the timeline is known to show. */
  const shown = useRef<string>(undefined);

  useEffect(() => {
    if (ids === undefined || shown.current === placementText(url)) return;
    applyUrl(store, ids, url);
    shown.current = placementText(url);
  }, [store, ids, url]);

  const write = useCallback(() => {
    if (ids === undefined || shown.current === undefined) return;
    const placement = placementOf(store.getState(), ids);
    change((current) => {
      const changed = withPlacement(current, placement);
      shown.current = placementText(changed);
      return changed;
    });
  }, [store, ids, change]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = store.subscribe((state, before) => {
      if (!isPlacedElsewhere(state, before)) return;
      clearTimeout(timer);
      timer = setTimeout(write, WRITE_DELAY_MS);
    });
    // Another layout forgets collapsed rows and selection: the address still has them.
    return () => {
      stop();
      clearTimeout(timer);
      shown.current = undefined;
    };
  }, [store, write]);

  return write;
}

function isPlacedElsewhere(state: TimelineState, before: TimelineState): boolean {
  if (state.columns !== before.columns) return false;
  return (
    state.collapsed !== before.collapsed ||
    state.window !== before.window ||
    state.isFolding !== before.isFolding ||
    state.selectedRow !== before.selectedRow ||
    state.isPanelOpen !== before.isPanelOpen
  );
}

function placementText(url: TraceUrl): string {
  const { atMs: _, ...placement } = { ...url, q: '' };
  return formatTraceUrl(placement);
}

function applyUrl(store: TimelineStore, ids: RowIds, url: TraceUrl): void {
  const { columns } = store.getState();
  setFolding(store, url.isFolding);
  setCollapsed(store, fromCollapsedRows(url.collapsed, parentRows(columns)));
  const { axis } = store.getState();
  if (url.zoom === undefined) fitWindow(store);
  else {
    const { fromUs, toUs } = url.zoom;
    setWindow(store, { from: axis.positionOf(fromUs), to: axis.positionOf(toUs) });
  }
  const row = url.spanId === undefined ? -1 : ids.indexOf(spanIdToBigInt(url.spanId));
  if (row === -1) store.setState({ selectedRow: undefined });
  else selectRow(store, row);
  store.setState({ isPanelOpen: url.isPanelOpen });
}
