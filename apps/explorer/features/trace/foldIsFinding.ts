import type { IdleStretch } from '../../../../shared/columns/idleStretches.ts';
import type { TraceColumns } from '../../../../shared/columns/traceColumns.ts';
import type { Finding, FindingKind } from '../../../../shared/findings/finding.ts';
import { STAGES } from '../../../../shared/pipeline/stages.ts';

/** What a wait before a stage is put down to. */
const WAITS: readonly FindingKind[] = ['queue-gap', 'cold-start'];

/** Tells whether a wait in the timeline is one that a finding is about: it ends at the finding's stage. */
export function foldIsFinding(
  columns: TraceColumns | undefined,
  findings: readonly Finding[],
): (stretch: IdleStretch) => boolean {
  const stages = findings.filter(({ kind }) => WAITS.includes(kind)).map(({ stage }) => stage);
  return ({ rowAfter }) => stages.includes(STAGES[columns?.stage[rowAfter] ?? -1]);
}
