import type { TraceSummary } from '../../../../../shared/summary/traceSummary.ts';

/** A link to the trace; it carries the start, which spares a look through every day's index. */
export function traceHref({ traceId, startUs }: Pick<TraceSummary, 'traceId' | 'startUs'>): string {
  return `/trace/${traceId}?at=${Math.floor(startUs / 1_000)}`;
}
