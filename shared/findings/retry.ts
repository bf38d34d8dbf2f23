import { clip } from '../clip.ts';
import { type PipelineTrace, spanAt, spanEndUs } from '../pipeline/pipelineTrace.ts';
import type { Attempts } from './attempts.ts';
import type { DetectionInput } from './detectionInput.ts';
import type { Finding } from './finding.ts';
import { repeatedInvocations, repeatedMessages } from './redelivery.ts';
import { retriedSiblings } from './retriedSiblings.ts';
import { spanIdsOf } from './spanIds.ts';

/**
 * Something was tried again: a failed call repeated beside itself, a message
 * processed twice, or a function run twice for one invocation. How bad it is depends
 * on how it ended.
 */
export function findRetries(input: DetectionInput): readonly Finding[] {
  const { trace, context } = input;
  const groups = [
    ...repeatedMessages(trace),
    ...repeatedInvocations(trace),
    ...retriedSiblings(trace, context.thresholds.retryOverlapToleranceUs),
  ];
  if (groups.length === 0) return [];
  return distinct(groups)
    .slice(0, MAX_RETRIES)
    .map((attempts) => toFinding(input, { ...attempts, rows: byStart(trace, attempts.rows) }));
}

const MAX_RETRIES = 5;

/** The same attempts seen in two ways are one retry: the longest group speaks for those within it. */
function distinct(groups: readonly Attempts[]): readonly Attempts[] {
  const told = new Set<number>();
  return groups
    .toSorted((a, b) => b.rows.length - a.rows.length)
    .filter(({ rows }) => {
      const isNew = rows.some((row) => !told.has(row));
      for (const row of rows) told.add(row);
      return isNew;
    });
}

function byStart(trace: PipelineTrace, rows: readonly number[]): readonly number[] {
  return rows.toSorted((a, b) => spanAt(trace, a).startUs - spanAt(trace, b).startUs);
}

function toFinding({ trace, context }: DetectionInput, attempts: Attempts): Finding {
  const { way, rows, deliveryCount } = attempts;
  const spans = rows.map((row) => spanAt(trace, row));
  const attemptCount = Math.max(rows.length, deliveryCount ?? 0);
  const isRecovered = !trace.failed[rows.at(-1) ?? -1];
  let waitedUs = 0;
  for (const [index, span] of spans.entries()) {
    const before = spans[index - 1];
    if (before !== undefined) waitedUs += Math.max(0, span.startUs - spanEndUs(before));
  }
  const { retryOverlapToleranceUs } = context.thresholds;
  return {
    kind: 'retry',
    severity: isRecovered ? 'warning' : 'critical',
    spanIds: spanIdsOf(trace, rows),
    stage: trace.stages[rows[0] ?? -1] ?? 'other',
    evidence: {
      way,
      attemptCount,
      outcome: isRecovered ? 'success' : 'error',
      waitedUs,
      operation: clip(spans[0]?.operation ?? '', 200),
    },
    thresholds: way === 'sibling' ? { retryOverlapToleranceUs } : {},
    summary: summaryOf(way, attemptCount, isRecovered),
  };
}

function summaryOf(way: Attempts['way'], attemptCount: number, isRecovered: boolean): string {
  const outcome = isRecovered ? 'then ok' : 'failed';
  if (way === 'message') return `delivered ${attemptCount} times, ${outcome}`;
  return `retry: ${attemptCount} attempts, ${outcome}`;
}
