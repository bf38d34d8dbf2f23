import type { SearchPage, SearchSort } from '../../../../shared/api/answers.ts';
import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import type { SearchRequest } from '../../traceStore.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { collectMatches, MOST_ANALYSED } from '../matching/collectMatches.ts';
import type { TraceBank } from '../traces/traceBank.ts';
import { coveredTotal } from './coveredTotal.ts';
import { decodeSortedCursor, encodeSortedCursor, type SortedCursor } from './pageCursor.ts';

const SORT_VALUES: Readonly<
  Record<'start' | 'duration' | 'spans' | 'errors', (summary: TraceSummary) => number>
> = {
  start: ({ startUs }) => startUs,
  duration: ({ durationUs }) => durationUs,
  spans: ({ spanCount }) => spanCount,
  errors: ({ errorCount }) => errorCount,
};

/** Traces in any order but the newest first: of the newest ones, or from the oldest on. */
export async function sortedPage(
  request: SearchRequest,
  bank: TraceBank,
  ask: SpanAsk,
): Promise<SearchPage> {
  const after =
    request.cursor === undefined ? undefined : decodeSortedCursor(request, request.cursor);
  const direction = request.sort === 'start' ? 'oldest' : 'newest';
  const { summaries, isAll } = await collectMatches(request, direction, MOST_ANALYSED, bank, ask);
  if (!isAll) ask.call.note(limitNote(request.sort, summaries.length));
  const ordered = inOrder(summaries, request.sort).filter(
    (each) => after === undefined || placeOrder(each, after) > 0,
  );
  const shown = ordered.slice(0, request.limit);
  const last = shown.at(-1);
  return {
    traces: shown.map(({ summary }) => summary),
    ...(last !== undefined &&
      ordered.length > shown.length && { nextCursor: encodeSortedCursor(request, placeOf(last)) }),
    total: coveredTotal({ value: summaries.length, relation: isAll ? 'eq' : 'gte' }, ask),
    completeness: ask.call.completeness(
      isAll ? {} : { isComplete: false, analysedTraces: summaries.length },
    ),
  };
}

function limitNote(sort: SearchSort, count: number): string {
  const which = sort === 'start' ? 'oldest' : 'newest';
  return `Sorted among the ${which} ${count.toLocaleString('en')} matching traces.`;
}

interface Sortable extends SortedCursor {
  readonly summary: TraceSummary;
}

function inOrder(summaries: readonly TraceSummary[], sort: SearchSort): readonly Sortable[] {
  const sign = sort.startsWith('-') ? -1 : 1;
  const key = sort.startsWith('-') ? sort.slice(1) : sort;
  const sortValue = isSortKey(key) ? SORT_VALUES[key] : SORT_VALUES.start;
  const sortable = summaries.map((summary) => ({
    summary,
    afterValue: sign * sortValue(summary),
    afterId: summary.traceId,
  }));
  return sortable.sort(placeOrder);
}

const isSortKey = (key: string): key is keyof typeof SORT_VALUES => Object.hasOwn(SORT_VALUES, key);

const placeOf = ({ afterValue, afterId }: Sortable): SortedCursor => ({ afterValue, afterId });

function placeOrder(a: SortedCursor, b: SortedCursor): number {
  if (a.afterValue !== b.afterValue) return a.afterValue - b.afterValue;
  if (a.afterId === b.afterId) return 0;
  return a.afterId < b.afterId ? -1 : 1;
}
