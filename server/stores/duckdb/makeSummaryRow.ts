import { makeSummary, type SummaryRules } from '../makeSummary.ts';
import { knownSays, type SpansToSummarize } from './knownSays.ts';
import { type SummaryRow, spreadOf } from './summaryRows.ts';

export interface TraceToStore {
  readonly tno: number;
  /** With at least one span. */
  readonly held: SpansToSummarize;
  readonly arrivedUs: number;
  /** Traces whose links point at it. */
  readonly linkedFrom: readonly string[];
}

/** What is stored of a trace's summary as of now, in whichever thread it is made. */
export function makeSummaryRow(
  { tno, held, arrivedUs, linkedFrom }: TraceToStore,
  rules: SummaryRules,
  nowUs: number,
  settleDelayUs: number,
): SummaryRow {
  const { spans } = held;
  const saysOf = rules.stageRules === undefined ? knownSays(held) : undefined;
  const trace = { spans, arrivedUs, linkedFrom, saysOf };
  const { summary, settleUs } = makeSummary(trace, rules, nowUs, settleDelayUs);
  return { tno, summary, settleUs, spread: spreadOf(spans), arrivedUs };
}
