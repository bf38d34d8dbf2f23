import { useQueryClient } from '@tanstack/react-query';
import { type ComponentType, useEffect, useState } from 'react';
import { traceQuery } from './api/queries.ts';
import { columnsQuery } from './api/traceQueries.ts';
import { PageSkeleton } from './shell/PageSkeleton.tsx';
import { parseTraceUrl } from './url/traceUrl.ts';

type TracePage = ComponentType<{ readonly traceId: string }>;

type Loaded =
  | { readonly kind: 'page'; readonly Page: TracePage }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * The trace page, its code and its data fetched side by side.
 *
 * Not by `lazy`: once React has shown a fallback it holds the content back for 300 ms,
 * which is longer than the code and 100,000 spans take to arrive.
 */
export function TraceRoute({ traceId }: { readonly traceId: string }) {
  const client = useQueryClient();
  const [loaded, setLoaded] = useState<Loaded>();

  useEffect(() => {
    let isGone = false;
    const { atMs } = parseTraceUrl(location.search);
    // Failures show on the page, which asks for the same.
    void client.prefetchQuery(traceQuery(traceId, atMs));
    void client.prefetchQuery(columnsQuery(traceId, atMs));
    import('./features/trace/TracePage.tsx').then(
      ({ TracePage }) => !isGone && setLoaded({ kind: 'page', Page: TracePage }),
      (error: unknown) => !isGone && setLoaded({ kind: 'failed', error }),
    );
    return () => {
      isGone = true;
    };
  }, [client, traceId]);

  if (loaded === undefined) return <PageSkeleton />;
  if (loaded.kind === 'failed') throw loaded.error;
  return <loaded.Page traceId={traceId} />;
}
