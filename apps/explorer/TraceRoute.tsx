import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { PageSkeleton } from './shell/PageSkeleton.tsx';
import { fetchTrace, loadedTracePage, loadTracePage, type TracePage } from './tracePage.ts';

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
  const [loaded, setLoaded] = useState<Loaded | undefined>(() => {
    const Page = loadedTracePage();
    return Page && { kind: 'page', Page };
  });

  useEffect(() => {
    let isGone = false;
    fetchTrace(client, traceId, location.search);
    loadTracePage().then(
      (Page) => !isGone && setLoaded((before) => before ?? { kind: 'page', Page }),
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
