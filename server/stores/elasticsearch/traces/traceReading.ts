import type { SpanLayout } from '../../../../shared/columns/spanLayout.ts';
import { spanLayoutOf } from '../../../../shared/columns/spanLayoutOf.ts';
import type { SpanQuery } from '../../../../shared/query/ast.ts';
import { spanMatcher } from '../../../../shared/query/matchSpan.ts';
import type { Span } from '../../../../shared/span/span.ts';
import type { TraceRef, TraceSummaryAnswer } from '../../traceStore.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import type { EngineTraceBank } from './engineTraceBank.ts';
import { storedSpanIds } from './traceIds.ts';
import { readWholeTrace } from './wholeTrace.ts';

export async function traceSummary(
  ref: TraceRef,
  bank: EngineTraceBank,
  ask: SpanAsk,
): Promise<TraceSummaryAnswer | undefined> {
  const summary = await bank.summaryOf(ref, ask);
  return summary && { summary, completeness: ask.call.completeness() };
}

/** The spans of `readWholeTrace`, as columns, batch by batch. */
export async function* readLayout(
  ref: TraceRef,
  bank: EngineTraceBank,
  ask: SpanAsk,
): AsyncGenerator<SpanLayout> {
  const open = bank.layoutOf(ref.traceId, ask);
  let rowCount = 0;
  if (open !== undefined) {
    for await (const layout of open.follow(ask.call.signal)) {
      rowCount += layout.count;
      yield layout;
    }
    if (open.state === 'whole') return;
  }
  // Nobody reads it, or whoever did went away: then on from there, for the order is always the same.
  for await (const spans of readWholeTrace(ref, ask)) {
    const unseen = spans.slice(Math.min(rowCount, spans.length));
    rowCount -= spans.length - unseen.length;
    if (unseen.length > 0) yield spanLayoutOf(unseen, bank.making.rules.stageRules);
  }
}

/** All spans of the trace with this id. */
export async function readSpans(
  ref: TraceRef,
  spanId: string,
  ask: SpanAsk,
): Promise<readonly Span[]> {
  const found: Span[] = [];
  const only = [{ terms: { [ask.indices.fields.spanId]: storedSpanIds(spanId) } }];
  for await (const spans of readWholeTrace(ref, ask, only)) {
    for (const span of spans) found.push(span);
  }
  return found;
}

/** Places, among the spans of `readWholeTrace`, of those the query holds on; ascending. */
export async function matchSpans(
  ref: TraceRef,
  where: SpanQuery,
  ask: SpanAsk,
): Promise<readonly number[]> {
  const matches = spanMatcher(where);
  const places: number[] = [];
  let place = 0;
  for await (const spans of readWholeTrace(ref, ask)) {
    for (const span of spans) {
      if (matches(span)) places.push(place);
      place++;
    }
  }
  return places;
}
