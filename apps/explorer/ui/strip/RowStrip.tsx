import { memo, useMemo } from 'react';
import { STAGE_LETTERS } from '../../../../shared/pipeline/stages.ts';
import { formatDuration } from '../../../../shared/time/formatDuration.ts';
import { layoutStrip, STRIP_METRICS, type StripCell, type StripSummary } from './layoutStrip.ts';
import { StageMarks } from './StageMarks.tsx';
import { describeStrip } from './stageText.ts';
import styles from './strip.module.css';
import { WaitLine } from './WaitLine.tsx';

interface RowStripProps {
  readonly summary: StripSummary;
  readonly widthPx: number;
}

/** The strip in a table row. Rows scroll by the hundred, so it renders only when its trace changes. */
export const RowStrip = memo(function RowStrip({ summary, widthPx }: RowStripProps) {
  const layout = useMemo(
    () => layoutStrip(summary, widthPx, STRIP_METRICS.row),
    [summary, widthPx],
  );
  if (layout.cells.length === 0) return undefined;
  return (
    <div
      role="img"
      aria-label={describeStrip(layout)}
      className={styles.row}
      style={{ width: layout.widthPx }}
    >
      {layout.waits.map((wait) => (
        <WaitLine key={wait.toStage} wait={wait} label={formatDuration(wait.gapUs)} />
      ))}
      {layout.cells.map((cell) => (
        <RowCell key={cell.stage} cell={cell} />
      ))}
    </div>
  );
});

function RowCell({ cell }: { readonly cell: StripCell }) {
  return (
    <div
      className={styles.cell}
      data-stage={cell.stage}
      data-state={cell.state}
      data-failed={cell.hasError || undefined}
      data-cold={cell.isCold || undefined}
      data-flagged={cell.isFlagged || undefined}
      style={{ left: cell.leftPx, width: cell.widthPx }}
    >
      {STAGE_LETTERS[cell.stage]}
      <StageMarks cell={cell} />
    </div>
  );
}
