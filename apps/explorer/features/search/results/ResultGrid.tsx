import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { SearchSort } from '../../../../../shared/api/answers.ts';
import type { TraceSummary } from '../../../../../shared/summary/traceSummary.ts';
import { useTimeZone } from '../../../ui/time/timeZoneStore.ts';
import { useElementSize } from '../../../ui/useElementSize.ts';
import { type Column, type ColumnId, columnOf, startColumnPx } from './columns.ts';
import { GridHead } from './GridHead.tsx';
import { layoutColumns } from './layoutColumns.ts';
import styles from './results.module.css';
import { rowId, TraceRow } from './TraceRow.tsx';
import type { RowCursor } from './useRowCursor.ts';

export interface ResultGridProps {
  readonly traces: readonly TraceSummary[];
  /** Traces that match, as far as is known; more than are loaded. */
  readonly totalCount: number;
  readonly columnIds: readonly ColumnId[];
  readonly sort: SearchSort;
  readonly onSort: (sort: SearchSort) => void;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onLoadMore: () => void;
  /** The rows belong to the search before. */
  readonly isStale: boolean;
  readonly cursor: RowCursor;
  /** A trace is about to be opened by its link. */
  readonly onLeave: (traceId: string) => void;
}

const ROW_PX = 28;
const OVERSCAN_ROWS = 12;
/** The next page is asked for while this many rows are still below the last one in sight. */
const AHEAD_ROWS = 40;

export function ResultGrid(props: ResultGridProps) {
  const { traces, columnIds, hasMore, isLoadingMore, onLoadMore } = props;
  const { activeIndex, activate, onKeyDown } = props.cursor;
  const scrollRef = useRef<HTMLDivElement>(null);
  const [sizeRef, size] = useElementSize<HTMLDivElement>();
  const columns = useColumns(columnIds, traces);
  const layout = useMemo(
    () => layoutColumns(columns, size?.widthPx ?? 0),
    [columns, size?.widthPx],
  );

  const virtualizer = useVirtualizer({
    count: traces.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN_ROWS,
  });
  const rows = virtualizer.getVirtualItems();

  const lastIndex = rows.at(-1)?.index ?? -1;
  const isNearEnd = lastIndex >= traces.length - 1 - AHEAD_ROWS;
  // A page may be short or empty and still have a successor, so this looks again after every page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: an empty page changes nothing but this
  useEffect(() => {
    if (isNearEnd && hasMore && !isLoadingMore) onLoadMore();
  }, [isNearEnd, hasMore, isLoadingMore, onLoadMore, traces]);

  useEffect(() => {
    if (activeIndex !== undefined) virtualizer.scrollToIndex(activeIndex, { align: 'auto' });
  }, [activeIndex, virtualizer]);

  const gridColumns = layout.widthsPx.map((widthPx) => `${widthPx}px`).join(' ');
  const active = activeIndex === undefined ? undefined : traces[activeIndex];
  return (
    <div ref={sizeRef} className={styles.table} data-stale={props.isStale || undefined}>
      <div ref={scrollRef} className={styles.scroll}>
        <GridHead
          columns={columns}
          gridColumns={gridColumns}
          widthPx={layout.totalPx}
          sort={props.sort}
          onSort={props.onSort}
        />
        {/* biome-ignore lint/a11y/useSemanticElements: a table of this length lives in windowed rows */}
        <div
          role="grid"
          aria-label="Traces"
          aria-rowcount={props.totalCount}
          aria-colcount={columns.length}
          aria-busy={props.isStale}
          aria-activedescendant={active && rowId(active.traceId)}
          tabIndex={0}
          className={styles.body}
          style={{ height: virtualizer.getTotalSize(), width: layout.totalPx }}
          onKeyDown={onKeyDown}
          onFocus={({ currentTarget }) => {
            // By keyboard only: a press on a row focuses the grid as well.
            if (activeIndex === undefined && currentTarget.matches(':focus-visible')) activate(0);
          }}
        >
          {rows.map(({ index, start }) => {
            const summary = traces[index];
            return (
              summary && (
                <TraceRow
                  key={summary.traceId}
                  summary={summary}
                  index={index}
                  topPx={start}
                  columns={columns}
                  layout={layout}
                  gridColumns={gridColumns}
                  onLeave={props.onLeave}
                  isActive={index === activeIndex}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

function useColumns(ids: readonly ColumnId[], traces: readonly TraceSummary[]): readonly Column[] {
  const zone = useTimeZone();
  const startPx = useMemo(
    () =>
      startColumnPx(
        traces.map(({ startUs }) => startUs / 1_000),
        zone,
        Date.now(),
      ),
    [traces, zone],
  );
  return useMemo(
    () => ids.map((id) => (id === 'start' ? { ...columnOf(id), minPx: startPx } : columnOf(id))),
    [ids, startPx],
  );
}
