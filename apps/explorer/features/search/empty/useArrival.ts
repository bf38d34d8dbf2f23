import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { newestCountQuery } from '../../../api/queries.ts';

export const LOOK_AGAIN_MS = 2_000;

/** Watches for the first match of an empty search whose range ends now; a fixed range stays empty. */
export function useArrival(q: string, last: string | undefined, onArrival: () => void): void {
  const { data: count = 0, dataUpdatedAt } = useQuery({
    ...newestCountQuery(q, last ?? ''),
    enabled: last !== undefined,
    refetchInterval: LOOK_AGAIN_MS,
  });
  const newest = useRef(onArrival);
  useEffect(() => {
    newest.current = onArrival;
  });
  // Once an answer: a search that stays empty nevertheless must not be repeated at once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer counts, also an equal one
  useEffect(() => {
    if (count > 0) newest.current();
  }, [count, dataUpdatedAt]);
}
