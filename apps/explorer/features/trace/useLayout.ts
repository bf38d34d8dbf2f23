import { useQuery } from '@tanstack/react-query';
import { useEffect, useLayoutEffect } from 'react';
import type { RowIds, TraceColumns } from '../../../../shared/columns/traceColumns.ts';
import { columnsQuery, rowIdsQuery } from '../../api/traceQueries.ts';
import { showColumns, type TimelineStore } from './timeline/timelineStore.ts';

export interface LoadedLayout {
  /** The newest snapshot; absent before the first. */
  readonly columns: TraceColumns | undefined;
  /** Of the final layout's rows. */
  readonly ids: RowIds | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
}

/**
 * Reads the layout into the timeline: snapshots while it arrives, the ids once it is
 * whole, all of it again when the summary counts more spans.
 */
export function useLayout(
  store: TimelineStore,
  traceId: string,
  atMs: number | undefined,
  spanCount: number | undefined,
): LoadedLayout {
  const { data: columns, error, refetch } = useQuery(columnsQuery(traceId, atMs));
  const rowCount = columns?.rowCount ?? 0;
  const isFinal = columns?.isFinal ?? false;
  const { data: ids } = useQuery({
    ...rowIdsQuery(traceId, rowCount, atMs),
    enabled: isFinal && rowCount > 0,
  });

  useLayoutEffect(() => {
    if (columns) showColumns(store, columns);
  }, [store, columns]);

  const hasGrown = isFinal && spanCount !== undefined && spanCount > rowCount;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each new count, should the two never agree
  useEffect(() => {
    if (hasGrown) void refetch();
  }, [hasGrown, spanCount, refetch]);

  return {
    columns,
    ids: isFinal && ids?.length === rowCount ? ids : undefined,
    error,
    retry: () => void refetch(),
  };
}
