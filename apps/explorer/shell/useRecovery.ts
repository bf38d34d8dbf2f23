import { type Query, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiError } from '../api/apiError.ts';
import { sourceQuery } from '../api/queries.ts';

const LOOK_MS = 3_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * After an outage the page comes back by itself: while something on it has failed because the
 * server or the store was away, the source is asked again, and what failed when that is up.
 */
export function useRecovery(): void {
  const client = useQueryClient();
  useEffect(() => {
    const timer = setInterval(() => void recover(client), LOOK_MS);
    return () => clearInterval(timer);
  }, [client]);
}

async function recover(client: QueryClient): Promise<void> {
  const isAnyOut = client.getQueryCache().findAll({ type: 'active' }).some(isOut);
  if (!isAnyOut) return;
  const source = await client
    .fetchQuery({ ...sourceQuery(), staleTime: 0, retry: false })
    .catch(() => undefined);
  if (source === undefined || source.store.state === 'down') return;
  const nowMs = Date.now();
  await client.refetchQueries({
    type: 'active',
    predicate: (query) => isOut(query) && nowMs - query.state.errorUpdatedAt > pauseMs(query),
  });
}

/** Refused because of an outage; a query that takes too long or cannot be read fails again. */
function isOut({ state: { status, error } }: Query): boolean {
  return (
    status === 'error' && error instanceof ApiError && (error.status === 503 || error.status === 0)
  );
}

/** What fails although the source is up is asked ever more seldom. */
function pauseMs({ state: { errorUpdateCount } }: Query): number {
  return Math.min(LONGEST_PAUSE_MS, LOOK_MS * 2 ** (errorUpdateCount - 2));
}
