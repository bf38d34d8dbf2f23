import { briefDuration } from '../time/briefDuration.ts';
import type { TraceSummary } from './traceSummary.ts';
import { endSentence } from './verdictEnd.ts';
import { failureSentence } from './verdictFailure.ts';
import { orphanSentence } from './verdictOrphan.ts';
import { joinSentences, plain, type Sentence, type VerdictPart } from './verdictPart.ts';
import { timeSentence } from './verdictTime.ts';

/** A few plain sentences about a trace. */
export interface Verdict {
  readonly text: string;
  /** The same text, cut where its tone changes. */
  readonly parts: readonly VerdictPart[];
}

/**
 * A summary in words: which half is missing, where the time went, where it stopped.
 *
 *     3.1 s of 3.2 s was spent waiting between broker and rule engine. The write then
 *     failed: field type conflict on battery_voltage (string, was float).
 */
export function verdictOf(summary: TraceSummary): Verdict {
  const sentences = summary.route === undefined ? backendSentences(summary) : told(summary);
  if (!summary.isSettled) sentences.push([plain('More of it may still arrive.')]);
  const parts = joinSentences(sentences);
  return { text: parts.map(({ text }) => text).join(''), parts };
}

function told(summary: TraceSummary): Sentence[] {
  const orphan = orphanSentence(summary);
  const time = timeSentence(summary);
  const end = endSentence(summary, time !== undefined);
  return [orphan, time, end].filter((sentence) => sentence !== undefined);
}

/** A trace that carries no device's message: what it was and whether it worked. */
function backendSentences(summary: TraceSummary): Sentence[] {
  const { rootOperation, rootService, durationUs, spanCount } = summary;
  const name = rootOperation === '' ? 'A span without a name' : rootOperation;
  const spans = spanCount === 1 ? 'in one span' : `in ${spanCount} spans`;
  const took = `took ${briefDuration(durationUs)} ${spans}`;
  const failure = failureSentence(summary, false);
  return [
    [plain(`${name} of ${rootService} ${took} and carried no device's message.`)],
    ...(failure === undefined ? [] : [failure]),
  ];
}
