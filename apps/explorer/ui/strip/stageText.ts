import { STAGE_LABELS, type Stage } from '../../../../shared/pipeline/stages.ts';
import { formatDuration } from '../../../../shared/time/formatDuration.ts';
import type { StripCell, StripLayout } from './layoutStrip.ts';

/** The longest name and a sign beside it need so much of a box. */
const ROOM_FOR_LONG_LABEL_PX = 150;

/** A stage's name where a box has little room, and where it has even less. */
export function shortStageLabel(stage: Stage, widthPx: number): string {
  if (stage !== 'db') return STAGE_LABELS[stage];
  return widthPx < ROOM_FOR_LONG_LABEL_PX ? 'database' : 'time-series db';
}

/** The strip in words, for whoever cannot see it: `device 12.0 ms, waited 3.11 s, rule engine …`. */
export function describeStrip({ cells }: Pick<StripLayout, 'cells'>): string {
  return cells.map(describeCell).join(', ');
}

/** One stage in words, with the wait before it and everything that is wrong with it. */
export function describeCell(cell: StripCell): string {
  const label = STAGE_LABELS[cell.stage];
  if (cell.seen === undefined) {
    return `${label} ${cell.state === 'missing' ? 'missing' : 'not seen yet'}`;
  }
  const { durationUs, gapBeforeUs } = cell.seen;
  const words = [`${label} ${formatDuration(durationUs)}`];
  if (gapBeforeUs > 0) words.push(`after waiting ${formatDuration(gapBeforeUs)}`);
  if (cell.hasError) words.push('failed');
  for (const { summary } of cell.findings) words.push(summary);
  return words.join(' ');
}
