import type { Finding } from '../findings/finding.ts';
import { STAGE_LABELS, type Stage, stageOrder } from '../pipeline/stages.ts';
import { briefDuration } from '../time/briefDuration.ts';
import type { TraceSummary } from './traceSummary.ts';
import { failureSentence } from './verdictFailure.ts';
import { amber, findingOf, plain, type Sentence } from './verdictPart.ts';

/**
 * Where the message stopped, or that it arrived.
 *
 * @param isContinued  a sentence about its time stands before
 */
export function endSentence(summary: TraceSummary, isContinued: boolean): Sentence | undefined {
  const failure = failureSentence(summary, isContinued);
  if (failure !== undefined) return failure;
  if (summary.lastStage === undefined) return undefined;
  if (findingOf(summary, 'orphan')?.orphanWay === 'O5') return undefined;

  const last = STAGE_LABELS[summary.lastStage];
  const missing = missingAfter(summary, summary.lastStage);
  if (missing.length === 0) return [plain(arrival(summary, summary.lastStage, isContinued))];
  if (!summary.isSettled) return [plain(`So far it was seen up to the ${last}.`)];
  const verb = missing.length === 1 ? 'is' : 'are';
  return [
    plain(`It was last seen in the ${last}; `),
    amber(`${listOf(missing)} ${verb} missing`),
    plain('.'),
  ];
}

function arrival(summary: TraceSummary, last: Stage, isContinued: boolean): string {
  const isStored = last === 'db';
  const where = isStored ? (summary.dbSystem ?? 'the database') : `the ${STAGE_LABELS[last]}`;
  const retry = findingOf(summary, 'retry');
  const attempts = retry === undefined ? '' : retryNote(retry);
  const after = isContinued ? '' : ` in ${briefDuration(summary.durationUs)}`;
  return `The message ${isStored ? 'was stored in' : 'reached'} ${where}${after}${attempts}.`;
}

function retryNote({ evidence }: Finding): string {
  const count = String(evidence.attemptCount);
  return evidence.way === 'message'
    ? `; it was delivered ${count} times`
    : `, after ${count} attempts`;
}

function missingAfter(summary: TraceSummary, last: Stage): readonly string[] {
  return summary.missingStages
    .filter((stage) => stageOrder(stage) > stageOrder(last))
    .map((stage) => STAGE_LABELS[stage]);
}

function listOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
