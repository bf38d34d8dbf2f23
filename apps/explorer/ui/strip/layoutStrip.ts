import type { Finding } from '../../../../shared/findings/finding.ts';
import { STAGES, type Stage, stageOrder } from '../../../../shared/pipeline/stages.ts';
import type { StageSummary, TraceSummary } from '../../../../shared/summary/traceSummary.ts';
import { type FlexSegment, fillWidth } from './fillWidth.ts';

export type StripSummary = Pick<
  TraceSummary,
  'stages' | 'missingStages' | 'findings' | 'isSettled' | 'errorClass'
>;

export interface StripLayout {
  readonly cells: readonly StripCell[];
  readonly waits: readonly StripWait[];
  /** At least the width asked for; more when the cells do not fit at their smallest. */
  readonly widthPx: number;
}

export interface StripCell {
  readonly stage: Stage;
  readonly leftPx: number;
  readonly widthPx: number;
  /** `awaited`: not seen yet, and the trace may still be arriving. */
  readonly state: 'seen' | 'missing' | 'awaited';
  /** Absent unless the stage was seen. */
  readonly seen?: StageSummary;
  readonly hasError: boolean;
  readonly isCold: boolean;
  /** A finding other than a cold start or the wait before it was made here. */
  readonly isFlagged: boolean;
  /** Everything found at this stage and in the wait before it. */
  readonly findings: readonly Finding[];
}

export interface StripWait {
  readonly toStage: Stage;
  readonly leftPx: number;
  readonly widthPx: number;
  readonly gapUs: number;
  readonly isFinding: boolean;
}

export interface StripMetrics {
  readonly cellPx: number;
  readonly missingPx: number;
  /** Between two cells without a wait. */
  readonly seamPx: number;
  readonly waitPx: number;
  /** Room for the label of a wait that is a finding. */
  readonly labelledWaitPx: number;
}

export const STRIP_METRICS = {
  row: { cellPx: 20, missingPx: 20, seamPx: 3, waitPx: 12, labelledWaitPx: 56 },
  large: { cellPx: 118, missingPx: 118, seamPx: 6, waitPx: 28, labelledWaitPx: 96 },
} as const satisfies Record<string, StripMetrics>;

/**
 * A pipeline as boxes in a row, in path order, filling the width from edge to
 * edge, so that many of them can be read down a column:
 *
 *     stages  device 12 ms, broker 4 ms, 3.1 s waiting, rule 3 ms, db missing
 *     strip   [  D  ] ·· [ B ] ▬▬▬▬▬▬▬ 3.10 s ▬▬▬▬▬▬▬ [ R ] ░T░
 *
 * Lengths follow the square root of the time: a hundred times the time is ten
 * times the length, which keeps short stages visible beside a long wait.
 */
export function layoutStrip(
  summary: StripSummary,
  totalPx: number,
  metrics: StripMetrics,
): StripLayout {
  const parts = stripParts(summary);
  const widthsPx = fillWidth(
    parts.map((part) => toSegment(part, parts.length === 1, metrics)),
    totalPx,
  );

  const cells: StripCell[] = [];
  const waits: StripWait[] = [];
  let leftPx = 0;
  for (const [index, part] of parts.entries()) {
    const widthPx = widthsPx[index] ?? 0;
    if (part.kind === 'cell') cells.push({ ...part.cell, leftPx, widthPx });
    if (part.kind === 'wait') waits.push({ ...part.wait, leftPx, widthPx });
    leftPx += widthPx;
  }
  return { cells, waits, widthPx: Math.max(totalPx, leftPx) };
}

type Part =
  | { readonly kind: 'cell'; readonly cell: Omit<StripCell, 'leftPx' | 'widthPx'> }
  | { readonly kind: 'wait'; readonly wait: Omit<StripWait, 'leftPx' | 'widthPx'> }
  | { readonly kind: 'seam' };

function stripParts(summary: StripSummary): readonly Part[] {
  const parts: Part[] = [];
  for (const stage of stagesToDraw(summary)) {
    const seen = summary.stages.find((candidate) => candidate.stage === stage);
    const findings = summary.findings.filter((finding) => stageOf(finding) === stage);
    const hasWait = seen !== undefined && seen.gapBeforeUs > 0 && parts.length > 0;
    const isQueueGap = hasWait && findings.some(({ kind }) => kind === 'queue-gap');

    if (hasWait) {
      const isFinding = isQueueGap || isColdWait(seen, findings);
      parts.push({ kind: 'wait', wait: { toStage: stage, gapUs: seen.gapBeforeUs, isFinding } });
    } else if (parts.length > 0) {
      parts.push({ kind: 'seam' });
    }
    parts.push({
      kind: 'cell',
      cell: toCell(stage, seen, findings, summary.isSettled, isQueueGap),
    });
  }
  return parts;
}

/** A function that starts cold may do so before its span begins: then the time is in the wait. */
function isColdWait(seen: StageSummary, findings: readonly Finding[]): boolean {
  return seen.gapBeforeUs > seen.durationUs && findings.some(({ kind }) => kind === 'cold-start');
}

function stagesToDraw(summary: StripSummary): readonly Stage[] {
  const stages = new Set<Stage>(summary.missingStages);
  for (const { stage } of summary.stages) stages.add(stage);
  return STAGES.filter((stage) => stages.has(stage)).sort((a, b) => stageOrder(a) - stageOrder(b));
}

function stageOf(finding: Finding): Stage | undefined {
  return finding.stage ?? (finding.kind === 'cold-start' ? 'function' : undefined);
}

function toCell(
  stage: Stage,
  seen: StageSummary | undefined,
  findings: readonly Finding[],
  isSettled: boolean,
  isWaitDrawn: boolean,
): Omit<StripCell, 'leftPx' | 'widthPx'> {
  const isSeen = seen !== undefined;
  return {
    stage,
    state: isSeen ? 'seen' : isSettled ? 'missing' : 'awaited',
    ...(isSeen && { seen }),
    hasError: seen?.hasError ?? false,
    isCold: findings.some(({ kind }) => kind === 'cold-start'),
    isFlagged: isSeen && findings.some((finding) => isLoudHere(finding, isWaitDrawn)),
    findings,
  };
}

function isLoudHere({ kind, severity }: Finding, isWaitDrawn: boolean): boolean {
  if (severity === 'info' || kind === 'cold-start') return false;
  return kind !== 'queue-gap' || !isWaitDrawn;
}

function toSegment(part: Part, isAlone: boolean, metrics: StripMetrics): FlexSegment {
  switch (part.kind) {
    case 'seam':
      return { minPx: metrics.seamPx, weight: 0 };
    case 'wait': {
      const { gapUs, isFinding } = part.wait;
      return {
        minPx: isFinding ? metrics.labelledWaitPx : metrics.waitPx,
        weight: compressedTime(gapUs),
      };
    }
    case 'cell': {
      const { seen, stage } = part.cell;
      if (seen === undefined) return { minPx: metrics.missingPx, weight: 0 };
      // What lies on no path is told but takes no room from the path, unless there is nothing else.
      if (stage === 'other' && !isAlone) return { minPx: metrics.cellPx, weight: 0 };
      // A stage that took no measurable time still takes part, so that a strip is never all seams.
      return { minPx: metrics.cellPx, weight: Math.max(1, compressedTime(seen.durationUs)) };
    }
  }
}

function compressedTime(durationUs: number): number {
  return Math.sqrt(Math.max(0, durationUs));
}
