import { useCallback, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { TraceAnswer } from '../../../../shared/api/answers.ts';
import { spanIdFromBigInt } from '../../../../shared/span/ids.ts';
import { useShortcuts } from '../../ui/shortcuts/useShortcuts.ts';
import { emptyColumns } from './emptyColumns.ts';
import { foldIsFinding } from './foldIsFinding.ts';
import { HeaderSkeleton } from './header/HeaderSkeleton.tsx';
import { TraceHeader } from './header/TraceHeader.tsx';
import { SpanPanel } from './panel/SpanPanel.tsx';
import { Splitter } from './Splitter.tsx';
import { type Pick, rowsOfPick } from './search/pick.ts';
import { TraceSearch } from './search/TraceSearch.tsx';
import { useHighlight } from './search/useHighlight.ts';
import { TimelineProgress } from './TimelineProgress.tsx';
import { TraceActions } from './TraceActions.tsx';
import { TraceToolbar } from './TraceToolbar.tsx';
import { NamesActions } from './timeline/NamesActions.tsx';
import { Timeline } from './timeline/Timeline.tsx';
import {
  activateRow,
  closePanel,
  createTimelineStore,
  selectRow,
} from './timeline/timelineStore.ts';
import styles from './trace.module.css';
import { stepError, stepHighlighted, traceKeys, zoomToRow } from './traceKeys.ts';
import { useLayout } from './useLayout.ts';
import { type PaneLimits, usePaneWidth } from './usePaneWidth.ts';
import { useQos } from './useQos.ts';
import { useTimelineUrl } from './useTimelineUrl.ts';
import type { TraceUrlState } from './useTraceUrl.ts';

interface TraceViewProps {
  readonly traceId: string;
  /** Absent while it loads; the timeline does not wait for it. */
  readonly answer: TraceAnswer | undefined;
  readonly urlState: TraceUrlState;
}

const PANEL_LIMITS: PaneLimits = {
  minPx: 260,
  maxPx: 900,
  defaultPx: Math.round(Math.max(320, Math.min(window.innerWidth * 0.26, 460))),
};

/** Verdict, strip and timeline of a trace, with the details of a span beside it. */
export function TraceView({ traceId, answer, urlState }: TraceViewProps) {
  const { url, change } = urlState;
  const { atMs, q } = url;
  const summary = answer?.summary;
  const [store] = useState(() => createTimelineStore(emptyColumns(traceId)));
  const { columns, ids, error, retry } = useLayout(store, traceId, atMs, summary?.spanCount);
  const writeUrl = useTimelineUrl(store, { columns, ids }, urlState);
  const qos = useQos(traceId, atMs, columns, ids);
  const [pick, setPick] = useState<Pick>();
  const highlight = useHighlight(store, { traceId, atMs, q, pick, ids });
  const panel = usePaneWidth('spanPanel', PANEL_LIMITS);
  const searchRef = useRef<HTMLInputElement>(null);
  const copyRef = useRef<HTMLSpanElement>(null);

  const search = useCallback(
    (text: string) => {
      setPick(undefined);
      change((current) => ({ ...current, q: text }));
    },
    [change],
  );
  const clearPick = () => {
    if (pick === undefined) search('');
    else setPick(undefined);
  };
  const show = (wanted: Pick) => {
    setPick(wanted);
    const { columns: shown } = store.getState();
    const [first] = rowsOfPick(wanted, shown, ids).rows;
    if (first !== undefined) activateRow(store, first);
  };
  const linkNow = () => {
    writeUrl();
    return location.href;
  };
  useShortcuts(
    'Trace',
    traceKeys(store, {
      searchRef,
      onClearPick: clearPick,
      onCopyLink: () => copyRef.current?.querySelector('button')?.click(),
    }),
  );

  const selectedRow = useStore(store, (state) => state.selectedRow);
  const isPanelOpen = useStore(store, (state) => state.isPanelOpen);
  const selectedId = selectedRow === undefined ? undefined : ids?.[selectedRow];
  const isFinding = useMemo(
    () => foldIsFinding(columns, answer?.findings ?? []),
    [columns, answer?.findings],
  );

  return (
    <div className={styles.page}>
      <TraceActions traceId={traceId} atMs={atMs} linkNow={linkNow} copyRef={copyRef} />
      {answer === undefined ? (
        <HeaderSkeleton />
      ) : (
        <TraceHeader
          answer={answer}
          qos={qos}
          selectedStage={pick?.kind === 'stage' ? pick.stage : undefined}
          onSelectStage={(stage) => {
            const isPicked = pick?.kind === 'stage' && pick.stage === stage;
            if (isPicked) setPick(undefined);
            else show({ kind: 'stage', stage });
          }}
          onShowSpans={(finding) => show({ kind: 'finding', finding })}
        />
      )}
      <div className={styles.toolbar}>
        <TraceSearch
          q={q}
          onSearch={search}
          inputRef={searchRef}
          {...highlight}
          onStep={(step) => stepHighlighted(store, step)}
          onClear={clearPick}
        />
        <TraceToolbar store={store} onNextError={() => stepError(store, 1)} />
      </div>
      <div className={styles.body}>
        <div className={styles.timelineArea}>
          <Timeline
            store={store}
            isFinding={isFinding}
            namesActions={<NamesActions store={store} />}
          />
          <TimelineProgress
            columns={columns}
            spanCount={summary?.spanCount}
            error={error}
            onRetry={retry}
          />
        </div>
        {columns !== undefined &&
          selectedRow !== undefined &&
          selectedId !== undefined &&
          isPanelOpen && (
            <>
              <Splitter label="Width of the span details" pane={panel} grows="left" />
              <div className={styles.panel} style={{ width: panel.widthPx }}>
                <SpanPanel
                  traceId={traceId}
                  spanId={spanIdFromBigInt(selectedId)}
                  row={selectedRow}
                  columns={columns}
                  findings={answer?.findings ?? []}
                  atMs={atMs}
                  onSelectRow={(row) => selectRow(store, row)}
                  onZoom={() => zoomToRow(store)}
                  onClose={() => closePanel(store)}
                />
              </div>
            </>
          )}
      </div>
    </div>
  );
}
