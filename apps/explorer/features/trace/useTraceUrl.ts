import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { parseTraceUrl, type TraceUrl, tracePath } from '../../url/traceUrl.ts';

export interface TraceUrlState {
  readonly url: TraceUrl;
  readonly change: (changed: (url: TraceUrl) => TraceUrl) => void;
}

/**
 * What the address says about the trace in sight. A change replaces the entry of the
 * history: looking around in a trace is no journey.
 */
export function useTraceUrl(traceId: string): TraceUrlState {
  const search = useSearch();
  const [, navigate] = useLocation();
  const url = useMemo(() => parseTraceUrl(search), [search]);
  const change = useCallback(
    (changed: (url: TraceUrl) => TraceUrl) => {
      // From what is in the bar now: several changes may come before the page is drawn again.
      const path = tracePath(traceId, changed(parseTraceUrl(location.search)));
      navigate(path, { replace: true });
    },
    [navigate, traceId],
  );
  return { url, change };
}
