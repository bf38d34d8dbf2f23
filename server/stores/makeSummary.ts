import type { Mutable } from '../../shared/mutable.ts';
import type { SpanReader } from '../../shared/pipeline/pipelineTrace.ts';
import { endUs, type Span } from '../../shared/span/span.ts';
import { awaitsSettling } from '../../shared/summary/awaitsSettling.ts';
import { summarizeTrace } from '../../shared/summary/summarizeTrace.ts';
import type { SummaryContext } from '../../shared/summary/summaryContext.ts';
import type { TraceSummary } from '../../shared/summary/traceSummary.ts';

/** How the store makes summaries; what only the moment and the trace know is added for each. */
export type SummaryRules = Omit<SummaryContext, 'nowUs' | 'isSettled' | 'linkedFrom' | 'saysOf'>;

/** A function that drains a queue may link to thousands of traces, and thousands to one. */
export const MOST_LINKED_FROM = 100;

export interface TraceToSummarize {
  /** At least one. */
  readonly spans: readonly Span[];
  readonly arrivedUs: number;
  readonly linkedFrom: readonly string[];
  /** What is known of its spans already. */
  readonly saysOf?: SpanReader | undefined;
}

export interface MadeSummary {
  readonly summary: TraceSummary;
  /** When it would come out differently; `undefined` when it stays as it is. */
  readonly settleUs: number | undefined;
}

/**
 * The summary of a trace as of now. A settled and an unsettled summary differ
 * only in findings about missing things, so a trace with nothing missing is
 * written once and for all; its flag follows from the clock when it is read.
 */
export function makeSummary(
  trace: TraceToSummarize,
  rules: SummaryRules,
  nowUs: number,
  settleDelayUs: number,
): MadeSummary {
  const settlesUs = settlesAtUs(trace, settleDelayUs);
  const context = contextOf(trace, rules, nowUs, settlesUs <= nowUs);
  const summary: Mutable<TraceSummary> = summarizeTrace(trace.spans, context);
  if (summary.isSettled) return { summary, settleUs: undefined };
  if (awaitsSettling(trace.spans, summary)) return { summary, settleUs: settlesUs };
  summary.isSettled = true;
  return { summary, settleUs: undefined };
}

/** Assigned rather than spread: this runs for every trace, and spreading costs 2 µs each. */
function contextOf(
  { linkedFrom, saysOf }: TraceToSummarize,
  { thresholds, routes, stageRules, identityRules }: SummaryRules,
  nowUs: number,
  isSettled: boolean,
): SummaryContext {
  const context: Mutable<SummaryContext> = { nowUs, isSettled, thresholds, routes };
  if (stageRules !== undefined) context.stageRules = stageRules;
  if (identityRules !== undefined) context.identityRules = identityRules;
  if (linkedFrom.length > 0) context.linkedFrom = linkedFrom;
  if (saysOf !== undefined) context.saysOf = saysOf;
  return context;
}

/** When last arrival and last end are both older than the delay. */
function settlesAtUs(trace: TraceToSummarize, settleDelayUs: number): number {
  let lastUs = trace.arrivedUs;
  for (const span of trace.spans) lastUs = Math.max(lastUs, endUs(span));
  return lastUs + settleDelayUs;
}
