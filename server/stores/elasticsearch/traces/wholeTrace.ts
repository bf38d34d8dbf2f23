import type { Span } from '../../../../shared/span/span.ts';
import type { TraceRef } from '../../traceStore.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';
import { SpanDocuments } from '../documents/spanDocuments.ts';
import type { JsonBody } from '../engine/engineCall.ts';
import { findTrace } from './findTrace.ts';
import { readPlannedSpans, type SpanRun } from './plannedSpans.ts';
import { noteRejected } from './spanSearch.ts';

/**
 * Every span of a trace, some thousand at a time, in an order that is the same whenever the trace
 * is read: those near the time in `ref` by start, id and content, then those far from it. Memory
 * holds two batches, however many there are.
 *
 * @param only  further filters, where not every span is wanted
 */
export async function* readWholeTrace(
  ref: TraceRef,
  ask: SpanAsk,
  only?: readonly JsonBody[],
): AsyncGenerator<readonly Span[]> {
  for await (const { spans } of readTraceRuns(ref, ask, only)) yield spans;
}

/** As `readWholeTrace`, each run with what is known of the rest. */
export async function* readTraceRuns(
  ref: TraceRef,
  ask: SpanAsk,
  only?: readonly JsonBody[],
): AsyncGenerator<SpanRun> {
  const documents = new SpanDocuments(ask.indices.dotReplacement);
  for await (const plan of findTrace(ref, ask, only)) {
    for await (const run of readPlannedSpans(plan, ask, documents)) {
      if (run.spans.length > 0) yield run;
    }
  }
  noteRejected(documents, ask);
}
