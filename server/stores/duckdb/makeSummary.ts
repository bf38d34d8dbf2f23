import { endUs, type Span } from '../../../shared/span/span.ts';
import { summarizeTrace } from '../../../shared/summary/summarizeTrace.ts';
import type { SummaryContext } from '../../../shared/summary/summaryContext.ts';
import type { TraceSummary } from '../../../shared/summary/traceSummary.ts';

/** How the store makes summaries; what only the moment and the trace know is added for each. */
export type SummaryRules = Omit<SummaryContext, 'nowUs' | 'isSettled' | 'linkedFrom'>;

export interface TraceToSummarize {
  /** At least one. */
  readonly spans: readonly Span[];
  readonly arrivedUs: number;
  readonly linkedFrom: readonly string[];
}

export interface MadeSummary {
  readonly summary: TraceSummary;
  /** When it would come out differently; `undefined` when it stays as it is. */
  readonly settleUs: number | undefined;
}

/**
 * The summary of a trace as of now. A settled and an unsettled summary differ
 * only in findings about missing things, so a trace whose settled summary has no
 * finding is written once and for all; its flag follows from the clock when it is read.
 */
export function makeSummary(
  trace: TraceToSummarize,
  rules: SummaryRules,
  nowUs: number,
  settleDelayUs: number,
): MadeSummary {
  const settlesUs = settlesAtUs(trace, settleDelayUs);
  const context = {
    ...rules,
    nowUs,
    ...(trace.linkedFrom.length > 0 && { linkedFrom: trace.linkedFrom }),
  };
  const settled = summarizeTrace(trace.spans, { ...context, isSettled: true });
  if (settlesUs <= nowUs || settled.findings.length === 0) {
    return { summary: settled, settleUs: undefined };
  }
  const unsettled = summarizeTrace(trace.spans, { ...context, isSettled: false });
  const isSame = JSON.stringify({ ...unsettled, isSettled: true }) === JSON.stringify(settled);
  return isSame
    ? { summary: settled, settleUs: undefined }
    : { summary: unsettled, settleUs: settlesUs };
}

/** When last arrival and last end are both older than the delay. */
function settlesAtUs(trace: TraceToSummarize, settleDelayUs: number): number {
  let lastUs = trace.arrivedUs;
  for (const span of trace.spans) lastUs = Math.max(lastUs, endUs(span));
  return lastUs + settleDelayUs;
}
