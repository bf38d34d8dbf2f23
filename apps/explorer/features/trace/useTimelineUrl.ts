import { useCallback, useEffect, useRef } from 'react';
import { parentRows } from '../../../../shared/columns/rowTree.ts';
import type { RowIds, TraceColumns } from '../../../../shared/columns/traceColumns.ts';
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
import { placementOf, rowOfSpan, withPlacement } from './timelinePlacement.ts';
import type { LoadedLayout } from './useLayout.ts';
import type { TraceUrlState } from './useTraceUrl.ts';

/** Browsers refuse a page that changes its address more than some twenty times a second. */
const WRITE_DELAY_MS = 200;

/** What the timeline is known to show, so that its own changes are not applied to it again. */
interface Shown {
  readonly columns: TraceColumns;
  readonly ids: RowIds | undefined;
  readonly placement: string;
  readonly spanId: string | undefined;
  readonly spanCopy: number | undefined;
}

/**
 * Keeps the address and the timeline together: the address is applied when the whole
 * layout is there, when it is another one, and when somebody goes back; it follows
 * what is done to the timeline. The span has to wait for the ids of the rows.
 *
 * @returns writes what has not been written yet
 */
export function useTimelineUrl(
  store: TimelineStore,
  { columns, ids }: Pick<LoadedLayout, 'columns' | 'ids'>,
  { url, change }: TraceUrlState,
): () => void {
  const shown = useRef<Shown>(undefined);

  useEffect(() => {
    if (!columns?.isFinal) return;
    const before = shown.current;
    const isOtherLayout = before?.columns !== columns;
    const placement = placementText(url);
    if (isOtherLayout || before.placement !== placement) applyPlacement(store, url);
    const isNewSpan =
      isOtherLayout ||
      before.ids !== ids ||
      before.spanId !== url.spanId ||
      before.spanCopy !== url.spanCopy;
    if (ids !== undefined && isNewSpan) {
      // Somebody may have selected a row before the ids came: only going back deselects.
      if (url.spanId !== undefined) applySpan(store, ids, url);
      else if (before?.spanId !== undefined) store.setState({ selectedRow: undefined });
    }
    const { spanId, spanCopy } = url;
    shown.current = { columns, ids, placement, spanId, spanCopy };
  }, [store, columns, ids, url]);

  const write = useCallback(() => {
    if (columns === undefined || ids === undefined || shown.current === undefined) return;
    const placement = placementOf(store.getState(), ids);
    change((current) => {
      const changed = withPlacement(current, placement);
      const { spanId, spanCopy } = changed;
      shown.current = { columns, ids, placement: placementText(changed), spanId, spanCopy };
      return changed;
    });
  }, [store, columns, ids, change]);

  useEffect(() => {
    let timer = setTimeout(write, WRITE_DELAY_MS);
    const stop = store.subscribe((state, before) => {
      if (!isPlacedElsewhere(state, before)) return;
      clearTimeout(timer);
      timer = setTimeout(write, WRITE_DELAY_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
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

/** The part of an address that the timeline follows, the span apart. */
function placementText(url: TraceUrl): string {
  const { atMs: _at, spanId: _span, spanCopy: _copy, ...placement } = { ...url, q: '' };
  return formatTraceUrl(placement);
}

function applyPlacement(store: TimelineStore, url: TraceUrl): void {
  setFolding(store, url.isFolding);
  setCollapsed(store, fromCollapsedRows(url.collapsed, parentRows(store.getState().columns)));
  store.setState({ isPanelOpen: url.isPanelOpen });
  const { axis } = store.getState();
  if (url.zoom === undefined) {
    fitWindow(store);
  } else {
    const { fromUs, toUs } = url.zoom;
    setWindow(store, { from: axis.positionOf(fromUs), to: axis.positionOf(toUs) });
  }
}

/** A span that the trace does not have selects nothing. */
function applySpan(store: TimelineStore, ids: RowIds, url: TraceUrl): void {
  const row = rowOfSpan(url, ids);
  if (row !== -1) selectRow(store, row);
  store.setState({ isPanelOpen: url.isPanelOpen });
}
