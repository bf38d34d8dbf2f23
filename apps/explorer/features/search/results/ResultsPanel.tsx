import { useMemo } from 'react';
import { ApiError } from '../../../api/apiError.ts';
import type { Scope } from '../../../api/queries.ts';
import controls from '../../../ui/controls/controls.module.css';
import { ErrorNotice } from '../../../ui/notice/ErrorNotice.tsx';
import { EmptyState } from '../empty/EmptyState.tsx';
import type { SearchData } from '../useSearchData.ts';
import type { SearchState } from '../useSearchState.ts';
import { type ColumnId, DEFAULT_COLUMNS, isColumnId } from './columns.ts';
import { ResultGrid } from './ResultGrid.tsx';
import { RowsSkeleton } from './RowsSkeleton.tsx';
import styles from './resultsPanel.module.css';
import type { RowCursor } from './useRowCursor.ts';

interface ResultsPanelProps {
  readonly data: SearchData;
  readonly state: SearchState;
  readonly scope: Scope;
  readonly cursor: RowCursor;
}

/** The columns the address asks for; names it does not know are left out. */
export function columnIdsOf(names: readonly string[] | undefined): readonly ColumnId[] {
  const known = names?.filter(isColumnId) ?? [];
  return known.length === 0 ? DEFAULT_COLUMNS : known;
}

export function ResultsPanel({ data, state, scope, cursor }: ResultsPanelProps) {
  const columnIds = useMemo(() => columnIdsOf(state.url.columns), [state.url.columns]);
  const { traces, lastPage, error, isLoading, retry } = data;

  const notice = error && !(data.isMoreError && traces.length > 0) && (
    <div className={styles.notice}>
      <SearchError error={error} onRetry={retry} />
    </div>
  );
  if (notice && traces.length === 0) return notice;
  if (isLoading || lastPage === undefined) return <RowsSkeleton />;
  if (traces.length === 0 && !data.hasMore && !data.isStale) {
    const isPartial = !lastPage.completeness.isComplete;
    return <EmptyState state={state} scope={scope} isPartial={isPartial} />;
  }
  return (
    <>
      <div className={styles.list} data-failed={notice ? true : undefined}>
        {notice}
        <ResultGrid
          traces={traces}
          totalCount={lastPage.total.value}
          columnIds={columnIds}
          sort={state.url.sort}
          onSort={state.setSort}
          hasMore={data.hasMore}
          isLoadingMore={data.isLoadingMore}
          onLoadMore={data.loadMore}
          isStale={data.isStale}
          cursor={cursor}
          onLeave={state.select}
        />
      </div>
      {error && !notice && (
        <div className={styles.more}>
          <SearchError error={error} onRetry={data.loadMore} />
        </div>
      )}
    </>
  );
}

function SearchError({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const isApiError = error instanceof ApiError;
  return (
    <ErrorNotice
      title={isApiError ? error.title : 'The answer cannot be read'}
      detail={isApiError ? error.detail : 'It is not what this page expects; reload the page.'}
      technical={isApiError ? error.technical : (error.stack ?? error.message)}
    >
      <button type="button" className={controls.button} onClick={onRetry}>
        Try again
      </button>
    </ErrorNotice>
  );
}
