import type { Finding, FindingKind } from '../findings/finding.ts';
import { summarizeTrace } from '../summary/summarizeTrace.ts';
import { defaultContext, type SummaryContext } from '../summary/summaryContext.ts';
import { printFindings } from './printSummary.ts';
import { TEXT_START_US, traceFromText } from './traceFromText.ts';

/** A context in which a drawn trace is long settled. */
export const SETTLED: SummaryContext = defaultContext(TEXT_START_US + 3_600_000_000, true);

/** A context in which more of a drawn trace may still arrive. */
export const ARRIVING: SummaryContext = defaultContext(TEXT_START_US, false);

/** The findings of a drawn trace, as `summarizeTrace` gives them. */
export function findingsIn(text: string, context = SETTLED): readonly Finding[] {
  return summarizeTrace(traceFromText(text), context).findings;
}

/** The findings of one kind, printed. */
export function printedFindings(
  kind: FindingKind,
  text: string,
  context = SETTLED,
): readonly string[] {
  return printFindings(findingsIn(text, context).filter((finding) => finding.kind === kind));
}

/** A device's publish, the first line of most drawn traces. */
export const DEVICE =
  'device_publish @sensor |0 +12ms| producer messaging.system=mqtt device.id=s-1 mqtt.topic=devices/s-1/up mqtt.qos=1';
