import { useCallback, useEffect, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import type { SearchSort } from '../../../../shared/api/answers.ts';
import { DEFAULT_FROM, parseTime } from '../../../../shared/time/range.ts';
import type { FixedRange } from '../../ui/time/fixedRange.ts';
import { formatSearchUrl, parseSearchUrl, type SearchUrl } from '../../url/searchUrl.ts';

export interface SearchState {
  readonly url: SearchUrl;
  /** Resolved once a search: every panel and every page of results covers the same window. */
  readonly range: FixedRange;
  readonly setQuery: (q: string) => void;
  /** The same search over the newest time. */
  readonly searchAgain: () => void;
  /** `now-1h`: resolved at this moment, and again at each search. */
  readonly setLast: (from: string) => void;
  readonly setRange: (range: FixedRange) => void;
  /** Back to the range before; absent when this entry of the history did not come from another range. */
  readonly undoRange: (() => void) | undefined;
  readonly setSort: (sort: SearchSort) => void;
  readonly setColumns: (columns: readonly string[]) => void;
  readonly setFacets: (facets: readonly string[]) => void;
  /** The row the keyboard is on; not worth a step back. */
  readonly select: (traceId: string) => void;
  /** This search with another query or window. */
  readonly searchFor: (change: Partial<Pick<SearchUrl, 'q' | 'fromMs' | 'toMs' | 'last'>>) => void;
}

/** Kept with an entry of the browser's history: going back from it goes back to another range. */
const CHANGED_RANGE = 'changed range';

/** The state of the search page is its address, absolute times included. */
export function useSearchState(): SearchState {
  const search = useSearch();
  const [, navigate] = useLocation();
  const url = useMemo(() => parseSearchUrl(search), [search]);
  const { fromMs, toMs, last } = url;
  const isOpen = fromMs === undefined || toMs === undefined;
  const range = useMemo(
    () =>
      fromMs === undefined || toMs === undefined
        ? resolveLast(last ?? DEFAULT_FROM, Date.now())
        : { fromMs, toMs },
    [fromMs, toMs, last],
  );

  const entry: unknown = useHistoryState();
  const replace = useCallback(
    (change: Partial<SearchUrl>) =>
      navigate(`/?${formatSearchUrl({ ...url, ...change })}`, { replace: true, state: entry }),
    [navigate, url, entry],
  );
  // Another search has other rows, so the selected one is left behind.
  const go = useCallback(
    (change: Partial<SearchUrl>, state?: typeof CHANGED_RANGE) => {
      const { selected: _, ...kept } = url;
      navigate(`/?${formatSearchUrl({ ...kept, ...change })}`, { state });
    },
    [navigate, url],
  );

  // An address without times is completed, so that what is copied from the bar shows the same traces.
  useEffect(() => {
    if (isOpen) replace({ ...range, last: url.last ?? DEFAULT_FROM });
  }, [isOpen, range, url.last, replace]);

  return useMemo(
    () => ({
      url,
      range,
      setQuery: (q) => go({ q, ...newestRange(url.last) }),
      searchAgain: () => replace(newestRange(url.last)),
      setLast: (last) => go({ last, ...resolveLast(last, Date.now()) }, CHANGED_RANGE),
      setRange: (fixed) => go({ ...fixed, last: '' }, CHANGED_RANGE),
      undoRange: entry === CHANGED_RANGE ? () => window.history.back() : undefined,
      setSort: (sort) => go({ sort }),
      setColumns: (columns) => replace({ columns }),
      setFacets: (facets) => replace({ facets }),
      select: (selected) => replace({ selected }),
      searchFor: (change) => go(change, change.fromMs === undefined ? undefined : CHANGED_RANGE),
    }),
    [url, range, go, replace, entry],
  );
}

/** A range that was chosen relative to now moves on with each search; a fixed one stays. */
function newestRange(last: string | undefined): Partial<FixedRange> {
  return last === undefined ? {} : resolveLast(last, Date.now());
}

function resolveLast(from: string, nowMs: number): FixedRange {
  const start = parseTime(from, nowMs);
  const fromMs = start.ok ? Math.floor(start.value / 1_000) : nowMs - 3_600_000;
  return { fromMs, toMs: nowMs };
}
