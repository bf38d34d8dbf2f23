import type { Finding, FindingKind } from '../../../../../shared/findings/finding.ts';
import type { TraceSummary } from '../../../../../shared/summary/traceSummary.ts';

/** A few words about one thing that happened; red for failures, amber for findings, grey for notes. */
export interface Happening {
  readonly text: string;
  readonly tone: 'error' | 'finding' | 'note';
}

/** Findings that are failures: something was lost or refused. */
const FAILURES: ReadonlySet<FindingKind> = new Set(['type-conflict', 'broker-drop']);

/**
 * What a row says about its trace: its findings, most severe first, and the
 * error when no finding explains it.
 */
export function happenings(
  summary: Pick<
    TraceSummary,
    'findings' | 'errorCount' | 'errorClass' | 'isComplete' | 'isSettled'
  >,
): readonly Happening[] {
  const list = summary.findings
    .toSorted((a, b) => SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity])
    .map((finding) => ({ text: finding.summary, tone: toneOf(finding) }));
  const isExplained = list.some(({ tone }) => tone === 'error');
  if (summary.errorCount > 0 && !isExplained) {
    list.push({ text: errorText(summary.errorClass), tone: 'error' });
  }
  if (!summary.isSettled && !summary.isComplete)
    list.push({ text: 'still arriving', tone: 'note' });
  return list;
}

const SEVERITY_ORDER = { critical: 0, warning: 1, info: 2 } as const;

function toneOf({ kind, severity }: Finding): Happening['tone'] {
  if (FAILURES.has(kind)) return 'error';
  return severity === 'info' ? 'note' : 'finding';
}

function errorText(errorClass: string | undefined): string {
  return errorClass === undefined || errorClass === 'error' ? 'error' : `error: ${errorClass}`;
}
