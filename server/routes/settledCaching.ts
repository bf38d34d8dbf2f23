import type { TraceSummary } from '../../shared/summary/traceSummary.ts';
import { entityTag } from '../http/entityTag.ts';

export interface CachingHeaders {
  readonly headers: Readonly<Record<string, string>>;
  /** Absent while the trace may still grow. */
  readonly tag?: string;
}

/**
 * A settled trace is checked, not sent again: a late span would change its
 * summary and with it the tag. One still growing is never kept.
 */
export function settledCaching(summary: TraceSummary, variant: string): CachingHeaders {
  if (!summary.isSettled) return { headers: { 'cache-control': 'no-store' } };
  const tag = entityTag(`${variant}\n${JSON.stringify(summary)}`);
  return { tag, headers: { 'cache-control': 'private, no-cache', etag: tag } };
}
