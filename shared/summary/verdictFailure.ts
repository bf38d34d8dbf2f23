import type { Finding } from '../findings/finding.ts';
import { STAGE_LABELS, type Stage } from '../pipeline/stages.ts';
import type { StageSummary, TraceSummary } from './traceSummary.ts';
import { amber, findingOf, plain, red, type Sentence } from './verdictPart.ts';

/**
 * What went wrong at the end: a drop, a rule that did not match, a write refused for
 * its type, or any other error. `undefined` when nothing failed, or all of it was
 * made good by a retry.
 *
 * @param isContinued  a sentence about the trace's time stands before
 */
export function failureSentence(summary: TraceSummary, isContinued: boolean): Sentence | undefined {
  const drop = findingOf(summary, 'broker-drop');
  if (drop !== undefined) return dropSentence(drop);
  const miss = findingOf(summary, 'rule-miss');
  if (miss !== undefined) return missSentence(miss);
  const failed = failedStage(summary);
  if (failed === undefined || isMadeGood(summary)) return undefined;
  const reason = reasonOf(summary);
  const verb = isContinued ? 'then failed' : 'failed';
  const attempts = attemptsOf(summary);
  return [
    plain(`${subjectOf(failed.stage)} `),
    red(verb),
    plain(attempts),
    ...(reason === undefined ? [] : [plain(': '), red(reason)]),
    plain('.'),
  ];
}

function dropSentence({ evidence }: Finding): Sentence {
  const reason = String(evidence.reason ?? '').replaceAll('_', ' ');
  return [amber('The broker dropped the message'), plain(`: ${reason}.`)];
}

function missSentence({ evidence }: Finding): Sentence {
  const names = evidence.ruleNames;
  const list = Array.isArray(names) ? ` (${names.join(', ')})` : '';
  return [amber(`No rule matched${list}`), plain(', so the message ended at the rule engine.')];
}

/** The failed stage furthest along the path. */
function failedStage({ stages }: TraceSummary): StageSummary | undefined {
  return (
    stages.findLast(({ stage, hasError }) => hasError && stage !== 'other') ??
    stages.find(({ hasError }) => hasError)
  );
}

/** Every error was an attempt before one that worked. */
function isMadeGood(summary: TraceSummary): boolean {
  let retriedCount = 0;
  for (const { kind, evidence } of summary.findings) {
    if (kind !== 'retry' || evidence.way !== 'sibling') continue;
    if (evidence.outcome !== 'success') return false;
    retriedCount += Number(evidence.attemptCount) - 1;
  }
  return retriedCount > 0 && summary.errorCount <= retriedCount;
}

function attemptsOf(summary: TraceSummary): string {
  const retry = findingOf(summary, 'retry');
  if (retry === undefined || retry.evidence.outcome !== 'error') return '';
  return ` after ${String(retry.evidence.attemptCount)} attempts`;
}

function reasonOf(summary: TraceSummary): string | undefined {
  const conflict = findingOf(summary, 'type-conflict');
  if (conflict !== undefined) return conflictReason(conflict);
  return summary.errorClass === 'error' ? undefined : summary.errorClass;
}

function conflictReason({ evidence }: Finding): string {
  const { field } = evidence;
  const where = field === undefined ? '' : ` on ${String(field)}`;
  return `field type conflict${where}${typesOf(evidence)}`;
}

function typesOf({ receivedType, expectedType, sqlState }: Finding['evidence']): string {
  if (receivedType !== undefined && expectedType !== undefined) {
    return ` (${String(receivedType)}, was ${String(expectedType)})`;
  }
  return sqlState === undefined ? '' : ` (SQLSTATE ${String(sqlState)})`;
}

function subjectOf(stage: Stage): string {
  if (stage === 'db') return 'The write';
  if (stage === 'device') return 'Publishing';
  if (stage === 'other') return 'A call';
  return `The ${STAGE_LABELS[stage]}`;
}
