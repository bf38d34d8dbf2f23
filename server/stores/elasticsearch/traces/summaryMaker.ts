import type { Mutable } from '../../../../shared/mutable.ts';
import { endUs, type Span } from '../../../../shared/span/span.ts';
import { hasMissingParent } from '../../../../shared/span/spanTree.ts';
import type { TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import type { Clock } from '../../clock.ts';
import { makeSummary, type SummaryRules } from '../../makeSummary.ts';

export interface SummaryMaking {
  readonly rules: SummaryRules;
  readonly settleDelayUs: number;
  readonly clock: Clock;
}

/** Makes summaries of what is stored: nobody knows when it arrived, so its ends alone settle a trace. */
export function summaryOf(
  spans: readonly Span[],
  linkedFrom: readonly string[],
  { rules, settleDelayUs, clock }: SummaryMaking,
): TraceSummary {
  const nowUs = clock.nowUs();
  const trace = { spans, linkedFrom, arrivedUs: Number.NEGATIVE_INFINITY };
  const summary: Mutable<TraceSummary> = makeSummary(trace, rules, nowUs, settleDelayUs).summary;
  summary.isSettled = lastEndUs(spans) + settleDelayUs <= nowUs;
  return summary;
}

function lastEndUs(spans: readonly Span[]): number {
  let lastUs = Number.NEGATIVE_INFINITY;
  for (const span of spans) lastUs = Math.max(lastUs, endUs(span));
  return lastUs;
}

/** Whether another trace's link to it would change the summary: something of it is missing. */
export function missesPart({ missingStages, findings }: TraceSummary): boolean {
  return missingStages.length > 0 || findings.some(({ kind }) => kind === 'orphan');
}

/** Whether spans of it must lie elsewhere: it has no root, or a parent that is not among them. */
export function looksCut(spans: readonly Span[]): boolean {
  return !spans.some(({ parentSpanId }) => parentSpanId === undefined) || hasMissingParent(spans);
}
