import { startedIn } from '../compile/timeRange.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { DIGITS, endingIn } from '../matching/compositeScan.ts';
import type { TraceQuestion } from '../matching/traceMatches.ts';
import type { TraceHint } from '../traces/traceBank.ts';
import { traceIdOfHit } from '../traces/traceIds.ts';
import { sliceOf } from './traceSlice.ts';

const CELLS = 64;

/**
 * At most so many of the traces, taken evenly over time. Of each part of the time the same ones
 * for whatever range: what was read of them when the range began a little earlier is still known.
 */
export function spreadOver(traces: readonly TraceHint[], most: number): readonly TraceHint[] {
  if (traces.length <= most) return traces;
  const inOrder = traces.toSorted((a, b) => a.seenUs - b.seenUs || byTail(a, b));
  const spanUs = (inOrder.at(-1)?.seenUs ?? 0) - (inOrder[0]?.seenUs ?? 0);
  const cellUs = 2 ** Math.max(0, Math.ceil(Math.log2(spanUs / CELLS)));
  const taken: TraceHint[] = [];
  for (let at = 0; at < inOrder.length; ) {
    const cell = cellAt(inOrder, at, cellUs);
    at += cell.length;
    const wanted = Math.floor((at * most) / inOrder.length) - taken.length;
    taken.push(...cell.sort(byTail).slice(0, wanted));
  }
  return taken;
}

/** Those of the traces, in the order of time, that lie in the same part of it as the one there. */
function cellAt(inOrder: readonly TraceHint[], at: number, cellUs: number): TraceHint[] {
  const cellOf = (trace: TraceHint | undefined) => Math.floor((trace?.seenUs ?? 0) / cellUs);
  let end = at + 1;
  while (end < inOrder.length && cellOf(inOrder[end]) === cellOf(inOrder[at])) end++;
  return inOrder.slice(at, end);
}

/** By chance, as it were: the first digits of some ids tell the time. */
function byTail(a: TraceHint, b: TraceHint): number {
  const [tailA, tailB] = [a.traceId.slice(-TAIL_DIGITS), b.traceId.slice(-TAIL_DIGITS)];
  return tailA < tailB ? -1 : Number(tailA > tailB);
}

const TAIL_DIGITS = 12;

/**
 * The same of all traces of the range: those whose ids have the same last digits.
 *
 * @param traceCount  how many there are, about
 */
export async function spreadOverAll(
  { fromUs, toUs }: TraceQuestion,
  traceCount: number,
  most: number,
  { call, indices }: SpanAsk,
): Promise<readonly TraceHint[]> {
  const { fields, limits, spans } = indices;
  const sampled =
    traceCount < most * DIGITS
      ? []
      : [endingIn(fields.traceId, sliceOf(traceCount, most).endings, limits.allowsExpensive)];
  const { hits } = await call.search({
    indices: spans,
    body: {
      size: limits.maxResultWindow,
      track_total_hits: false,
      stored_fields: '_none_',
      query: { bool: { filter: [...startedIn(fields, fromUs, toUs), ...sampled] } },
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
