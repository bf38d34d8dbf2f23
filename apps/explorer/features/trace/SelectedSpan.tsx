import { useStore } from 'zustand';
import type { RowIds } from '../../../../shared/columns/traceColumns.ts';
import type { Finding } from '../../../../shared/findings/finding.ts';
import { spanIdFromBigInt } from '../../../../shared/span/ids.ts';
import { SpanPanel } from './panel/SpanPanel.tsx';
import { Splitter } from './Splitter.tsx';
import { closePanel, selectRow, type TimelineStore } from './timeline/timelineStore.ts';
import styles from './trace.module.css';
import { zoomToRow } from './traceKeys.ts';
import { type PaneLimits, usePaneWidth } from './usePaneWidth.ts';

interface SelectedSpanProps {
  readonly store: TimelineStore;
  readonly traceId: string;
  readonly atMs: number | undefined;
  readonly ids: RowIds | undefined;
  readonly findings: readonly Finding[];
}

const PANEL_LIMITS: PaneLimits = {
  minPx: 260,
  maxPx: 900,
  defaultPx: Math.round(Math.max(320, Math.min(window.innerWidth * 0.26, 460))),
};

/** The details beside the timeline, while a row is selected and they are open. */
export function SelectedSpan({ store, traceId, atMs, ids, findings }: SelectedSpanProps) {
  const columns = useStore(store, (state) => state.columns);
  const row = useStore(store, (state) => state.selectedRow);
  const isOpen = useStore(store, (state) => state.isPanelOpen);
  const pane = usePaneWidth('spanPanel', PANEL_LIMITS);
  const id = row === undefined ? undefined : ids?.[row];
  if (!isOpen || row === undefined || id === undefined) return undefined;
  return (
    <>
      <Splitter label="Width of the span details" pane={pane} grows="left" />
      <div className={styles.panel} style={{ width: pane.widthPx }}>
        <SpanPanel
          traceId={traceId}
          spanId={spanIdFromBigInt(id)}
          row={row}
          columns={columns}
          findings={findings}
          atMs={atMs}
          onSelectRow={(selected) => selectRow(store, selected)}
          onZoom={() => zoomToRow(store)}
          onClose={() => closePanel(store)}
        />
      </div>
    </>
  );
}
