import { STAGE_LABELS } from '../pipeline/stages.ts';
import { formatDuration } from '../time/formatDuration.ts';
import type { TraceSummary } from './traceSummary.ts';

/** A piece of the verdict; `finding` is drawn in amber, `error` in red. */
export interface VerdictPart {
  readonly text: string;
  readonly tone: 'plain' | 'finding' | 'error';
}

/** One or two sentences about a trace: where the time went, where it stopped. */
export interface Verdict {
  readonly text: string;
  readonly parts: readonly VerdictPart[];
}

/** Says a summary in words. */
export function verdictOf(summary: TraceSummary): Verdict {
  const last = summary.lastStage === undefined ? 'other' : summary.lastStage;
  const parts: VerdictPart[] = [
    {
      text: `${formatDuration(summary.durationUs)} up to the ${STAGE_LABELS[last]}.`,
      tone: 'plain',
    },
  ];
  return { text: parts.map(({ text }) => text).join(''), parts };
}
