import { startedIn } from '../compile/timeRange.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { SAMPLED_DIGIT } from '../matching/compositeScan.ts';
import type { MatchCount, TraceQuestion } from '../matching/traceMatches.ts';
import type { TraceHint } from '../traces/traceBank.ts';
import { traceIdOfHit } from '../traces/traceIds.ts';

/** At most so many of the traces, taken evenly over time. */
export function spreadOver(traces: readonly TraceHint[], most: number): readonly TraceHint[] {
  const inOrder = traces.toSorted((a, b) => a.seenUs - b.seenUs);
  return everyNth(inOrder, most);
}

/** The same of all traces of the range: those whose ids have the same last digits. */
export async function spreadOverAll(
  { fromUs, toUs }: TraceQuestion,
  matching: MatchCount,
  most: number,
  { call, indices }: SpanAsk,
): Promise<readonly TraceHint[]> {
  const { fields, limits, spans } = indices;
  const digitCount = Math.max(0, Math.floor(Math.log2(matching.value / most) / 4));
  const ending = SAMPLED_DIGIT.repeat(digitCount);
  const isSampled = { wildcard: { [fields.traceId]: { value: `*${ending}` } } };
  const { hits } = await call.search({
    indices: spans,
    body: {
      size: limits.maxResultWindow,
      track_total_hits: false,
      stored_fields: '_none_',
      query: { bool: { filter: [...startedIn(fields, fromUs, toUs), isSampled] } },
      sort: [{ [fields.startTime]: 'asc' }],
      collapse: { field: fields.traceId },
    },
  });
  const hints = hits.flatMap((hit) => {
    const traceId = traceIdOfHit(hit, fields.traceId);
    return traceId === undefined ? [] : [{ traceId, seenUs: Number(hit.sort[0]) }];
  });
  return everyNth(hints, most);
}

export function everyNth<T>(items: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, items.length / most);
  const count = Math.min(items.length, most);
  return Array.from({ length: count }, (_, index) => items[Math.floor(index * step)]).flatMap(
    (item) => item ?? [],
  );
}
