import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './apiError.ts';

/**
 * Answers are about a fixed window or a stored trace, so they do not go stale by
 * looking away; a refusal is final, a silence is asked about once more.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      refetchOnWindowFocus: false,
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 5 * 60_000,
      networkMode: 'always',
      retry: (failures, error) =>
        failures < 1 && error instanceof ApiError && error.kind === 'unreachable',
      retryDelay: 500,
    },
  },
});
