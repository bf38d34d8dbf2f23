import { type Query, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiError } from '../api/apiError.ts';
import { sourceQuery } from '../api/queries.ts';

const LOOK_MS = 3_000;

/**
 * After an outage the page comes back by itself: while something on it has failed because the
 * server or the store was away, the source is asked again, and what failed when that is up.
 */
export function useRecovery(): void {
  const client = useQueryClient();
  useEffect(() => {
    let wasDown = false;
    const timer = setInterval(async () => {
      const outage = await lookForOutage(client);
      if (outage === 'over') await askAgain(client, wasDown);
      wasDown = outage === 'lasting';
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [client]);
}

async function lookForOutage(client: QueryClient): Promise<'none' | 'lasting' | 'over'> {
  if (!client.getQueryCache().findAll({ type: 'active' }).some(isOut)) return 'none';
  const source = await client
    .fetchQuery({ ...sourceQuery(), staleTime: 0, retry: false })
    .catch(() => undefined);
  return source === undefined || source.store.state === 'down' ? 'lasting' : 'over';
}

/** What failed although nobody saw the source down may be too much for it: that is asked once more. */
async function askAgain(client: QueryClient, wasDown: boolean): Promise<void> {
  await client.refetchQueries({
    type: 'active',
    predicate: (query) => isOut(query) && (wasDown || query.state.errorUpdateCount <= 1),
  });
}

/** Refused because of an outage; a query that cannot be read or takes too long fails again. */
function isOut({ state: { status, error } }: Query): boolean {
  return (
    status === 'error' && error instanceof ApiError && (error.status === 503 || error.status === 0)
  );
}
