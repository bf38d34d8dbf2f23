import type { TraceSummary } from '../../../../../shared/summary/traceSummary.ts';
import { parseTraceUrl, tracePath } from '../../../url/traceUrl.ts';

const AS_USUAL = parseTraceUrl('');

/** A link to the trace; it carries the start, which spares a look through every day's index. */
export function traceHref({ traceId, startUs }: Pick<TraceSummary, 'traceId' | 'startUs'>): string {
  return tracePath(traceId, { ...AS_USUAL, atMs: Math.max(0, Math.floor(startUs / 1_000)) });
}
