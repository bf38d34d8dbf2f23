import type { Span } from '../span/span.ts';
import { isFailed } from './spanFailure.ts';
import { STAGE_EVIDENCES, type StageEvidence } from './stageEvidence.ts';
import { type StageRules, stageEvidenceOf } from './stageEvidenceOf.ts';

const FAILED_BIT = 0x80;

/**
 * The byte a store keeps beside a span: what it says about its stage (an index into
 * `STAGE_EVIDENCES`) and, in the highest bit, that it says it failed in whatever way.
 */
export function spanSaysByte(span: Span, rules?: StageRules): number {
  const said = STAGE_EVIDENCES.indexOf(stageEvidenceOf(span, rules));
  return isFailed(span) ? said | FAILED_BIT : said;
}

/** What such a byte says about the stage, as an index into `STAGE_EVIDENCES`. */
export function evidenceCode(says: number): number {
  return says & ~FAILED_BIT;
}

/** What such a byte says about the stage, by name. */
export function evidenceOf(says: number): StageEvidence {
  return STAGE_EVIDENCES[evidenceCode(says)] ?? 'none';
}

/** Whether such a byte says that the span failed. */
export function saysFailed(says: number): boolean {
  return (says & FAILED_BIT) !== 0;
}
