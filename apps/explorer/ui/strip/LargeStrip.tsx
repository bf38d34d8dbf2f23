import { useMemo } from 'react';
import { STAGE_LABELS, type Stage } from '../../../../shared/pipeline/stages.ts';
import { formatDuration } from '../../../../shared/time/formatDuration.ts';
import { useTooltip } from '../tooltip/useTooltip.ts';
import { layoutStrip, STRIP_METRICS, type StripCell, type StripSummary } from './layoutStrip.ts';
import { StageMarks } from './StageMarks.tsx';
import { StripTooltip } from './StripTooltip.tsx';
import { describeCell, shortStageLabel } from './stageText.ts';
import styles from './strip.module.css';
import { WaitLine } from './WaitLine.tsx';

interface LargeStripProps {
  readonly summary: StripSummary;
  readonly widthPx: number;
  readonly onSelectStage?: (stage: Stage) => void;
  readonly selectedStage?: Stage | undefined;
}

const ROOM_FOR_WAIT_LABEL_PX = 56;

export function LargeStrip({ summary, widthPx, onSelectStage, selectedStage }: LargeStripProps) {
  const layout = useMemo(
    () => layoutStrip(summary, widthPx, STRIP_METRICS.large),
    [summary, widthPx],
  );
  const firstFailed = layout.cells.find(({ hasError }) => hasError)?.stage;
  return (
    <div className={styles.scroll}>
      <ul aria-label="Pipeline" className={styles.large} style={{ width: layout.widthPx }}>
        {layout.cells.map((cell) => {
          const wait = layout.waits.find(({ toStage }) => toStage === cell.stage);
          return (
            <li key={cell.stage}>
              {wait && (
                <WaitLine
                  wait={wait}
                  label={formatDuration(wait.gapUs)}
                  isAlwaysLabelled={wait.widthPx >= ROOM_FOR_WAIT_LABEL_PX}
                />
              )}
              <StageBox
                cell={cell}
                summary={summary}
                errorClass={cell.stage === firstFailed ? summary.errorClass : undefined}
                isSelected={cell.stage === selectedStage}
                onSelect={onSelectStage}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

interface StageBoxProps {
  readonly cell: StripCell;
  readonly summary: StripSummary;
  readonly errorClass: string | undefined;
  readonly isSelected: boolean;
  readonly onSelect: ((stage: Stage) => void) | undefined;
}

function StageBox({ cell, summary, errorClass, isSelected, onSelect }: StageBoxProps) {
  const tooltip = useTooltip(<StripTooltip summary={summary} stage={cell.stage} />);
  const face = {
    className: styles.boxFace,
    'data-stage': cell.stage,
    'data-state': cell.state,
    'data-failed': cell.hasError || undefined,
    'data-cold': cell.isCold || undefined,
    'data-flagged': cell.isFlagged || undefined,
    ...tooltip,
  };
  const content = (
    <>
      <span className={styles.boxName}>
        <span>{shortStageLabel(cell.stage, cell.widthPx)}</span>
        <StageMarks cell={cell} />
      </span>
      <span className={styles.boxTime}>{stageTime(cell)}</span>
    </>
  );
  return (
    <div className={styles.box} style={{ left: cell.leftPx, width: cell.widthPx }}>
      {onSelect && cell.seen ? (
        <button
          type="button"
          aria-label={describeCell(cell)}
          aria-pressed={isSelected}
          onClick={() => onSelect(cell.stage)}
          {...face}
        >
          {content}
        </button>
      ) : (
        <div {...face}>{content}</div>
      )}
      <span className={styles.boxFoot}>
        {cell.seen?.service ?? `no ${STAGE_LABELS[cell.stage]} span`}
      </span>
      {cell.hasError && (
        <span className={`${styles.boxFoot} ${styles.boxError}`}>{errorClass ?? 'failed'}</span>
      )}
    </div>
  );
}

function stageTime(cell: StripCell): string {
  if (cell.seen) return formatDuration(cell.seen.durationUs);
  return cell.state === 'missing' ? 'not seen' : 'not seen yet';
}
