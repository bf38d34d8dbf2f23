import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { HistogramAnswer, SearchPage, SearchSort } from '../../../../shared/api/answers.ts';
import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import { histogramQuery, type Scope, searchQuery } from '../../api/queries.ts';

export interface SearchData {
  readonly traces: readonly TraceSummary[];
  /** The newest page says best how many there are; absent before the first one. */
  readonly lastPage: SearchPage | undefined;
  readonly error: Error | null;
  /** A later page failed while earlier ones are on screen. */
  readonly isMoreError: boolean;
  readonly isLoading: boolean;
  /** What is shown belongs to the search before, or could not be renewed. */
  readonly isStale: boolean;
  /** The search failed and nobody tries again just now. */
  readonly isFailed: boolean;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

const NO_TRACES: readonly TraceSummary[] = [];
const BUCKETS = 90;

export function useSearchData(scope: Scope, sort: SearchSort, isEnabled: boolean): SearchData {
  const query = useInfiniteQuery({ ...searchQuery(scope, sort), enabled: isEnabled });
  const { fetchNextPage } = query;
  const answered = query.isPlaceholderData ? undefined : query.data;
  const [kept, setKept] = useState(answered);
  if (answered !== undefined && answered !== kept) setKept(answered);
  // While a search runs, the rows before it stand in for its own; when it fails, they stay.
  const pages = (query.data ?? (query.isError ? kept : undefined))?.pages;
  const traces = useMemo(() => pages?.flatMap((page) => page.traces) ?? NO_TRACES, [pages]);
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const retry = useRetry();
  return {
    traces,
    lastPage: pages?.at(-1),
    error: query.error,
    isMoreError: query.isFetchNextPageError,
    isLoading: query.isLoading,
    isStale: query.isPlaceholderData || (query.isError && !query.isFetchNextPageError),
    isFailed: query.isError && !query.isFetchNextPageError && !query.isFetching,
    // A page that failed is asked for again by hand, not by scrolling.
    hasMore: query.hasNextPage && !query.isFetchNextPageError && !query.isPlaceholderData,
    isLoadingMore: query.isFetchingNextPage,
    loadMore,
    retry,
  };
}

export interface Histogram {
  readonly answer: HistogramAnswer | undefined;
  readonly error: Error | null;
  readonly isStale: boolean;
  readonly retry: () => void;
}

export function useHistogram(scope: Scope, isEnabled: boolean): Histogram {
  const { data, error, isPlaceholderData } = useQuery({
    ...histogramQuery(scope, BUCKETS),
    enabled: isEnabled,
  });
  const retry = useRetry();
  return { answer: data, error, isStale: isPlaceholderData, retry };
}

/** What stopped one panel mostly stopped them all: one button asks again for everything that failed. */
function useRetry(): () => void {
  const client = useQueryClient();
  return useCallback(
    () =>
      void client.refetchQueries({
        type: 'active',
        predicate: ({ state }) => state.status === 'error',
      }),
    [client],
  );
}
