import type { Span } from '../../../../shared/span/span.ts';
import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';

/** A trace as a search came upon it. */
export interface TraceHint {
  readonly traceId: string;
  /** Start of one of its spans, epoch microseconds: what is read lies around it. */
  readonly seenUs: number;
}

export interface AnalysedTrace {
  readonly summary: TraceSummary;
  readonly spans: readonly Span[];
}

/**
 * Traces by id: read whole from the engine in large batches, made into summaries by
 * `summarizeTrace`, and the settled ones remembered. A trace that is not in the answer
 * has no span any more. Both take any number of traces and keep memory bounded.
 */
export interface TraceBank {
  summaries(traces: readonly TraceHint[], ask: SpanAsk): Promise<ReadonlyMap<string, TraceSummary>>;
  /** With their spans, for questions a summary cannot answer; batch by batch. */
  analysed(
    traces: readonly TraceHint[],
    ask: SpanAsk,
  ): AsyncIterable<ReadonlyMap<string, AnalysedTrace>>;
  /** Shows each trace that is analysed from now on, for whomever; ends when the answer is called. */
  watch(watcher: (trace: AnalysedTrace) => void): () => void;
}
