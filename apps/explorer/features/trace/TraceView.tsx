import { useMemo, useRef, useState } from 'react';
import type { TraceAnswer } from '../../../../shared/api/answers.ts';
import type { Finding } from '../../../../shared/findings/finding.ts';
import { useShortcuts } from '../../ui/shortcuts/useShortcuts.ts';
import { emptyColumns } from './emptyColumns.ts';
import { foldIsFinding } from './foldIsFinding.ts';
import { HeaderSkeleton } from './header/HeaderSkeleton.tsx';
import { TraceHeader } from './header/TraceHeader.tsx';
import { SelectedSpan } from './SelectedSpan.tsx';
import { TraceSearch } from './search/TraceSearch.tsx';
import { useHighlight } from './search/useHighlight.ts';
import { usePick } from './search/usePick.ts';
import { TimelineProgress } from './TimelineProgress.tsx';
import { TraceActions } from './TraceActions.tsx';
import { TraceToolbar } from './TraceToolbar.tsx';
import { NamesActions } from './timeline/NamesActions.tsx';
import { Timeline } from './timeline/Timeline.tsx';
import { createTimelineStore } from './timeline/timelineStore.ts';
import styles from './trace.module.css';
import { stepError, stepHighlighted, traceKeys } from './traceKeys.ts';
import { useLayout } from './useLayout.ts';
import { useQos } from './useQos.ts';
import { useTimelineUrl } from './useTimelineUrl.ts';
import type { TraceUrlState } from './useTraceUrl.ts';

interface TraceViewProps {
  readonly traceId: string;
  /** Absent while it loads; the timeline does not wait for it. */
  readonly answer: TraceAnswer | undefined;
  readonly urlState: TraceUrlState;
}

const NO_FINDINGS: readonly Finding[] = [];

/** Verdict, strip and timeline of a trace, with the details of a span beside it. */
export function TraceView({ traceId, answer, urlState }: TraceViewProps) {
  const { atMs, q } = urlState.url;
  const findings = answer?.findings ?? NO_FINDINGS;
  const spanCount = answer?.summary.spanCount;
  const [store] = useState(() => createTimelineStore(emptyColumns(traceId)));
  const layout = useLayout(store, traceId, atMs, spanCount);
  const { columns, ids } = layout;
  const writeUrl = useTimelineUrl(store, layout, urlState);
  const { pick, show, search, clear } = usePick(store, ids, urlState.change);
  const highlight = useHighlight(store, { traceId, atMs, q, pick, ids });
  const qos = useQos(traceId, atMs, columns, ids);
  const isFinding = useMemo(() => foldIsFinding(columns, findings), [columns, findings]);
  const searchRef = useRef<HTMLInputElement>(null);
  const copyRef = useRef<HTMLSpanElement>(null);
  const onCopyLink = () => copyRef.current?.querySelector('button')?.click();
  useShortcuts('Trace', traceKeys(store, { searchRef, onClearPick: clear, onCopyLink }));
  const linkNow = () => {
    writeUrl();
    return location.href;
  };

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
          onSelectStage={(stage) => show({ kind: 'stage', stage })}
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
          onClear={clear}
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
            spanCount={spanCount}
            error={layout.error}
            onRetry={layout.retry}
          />
        </div>
        <SelectedSpan store={store} traceId={traceId} atMs={atMs} ids={ids} findings={findings} />
      </div>
    </div>
  );
}
