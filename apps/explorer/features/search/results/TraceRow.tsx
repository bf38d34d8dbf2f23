import { memo, type PointerEvent } from 'react';
import { Link } from 'wouter';
import type { TraceSummary } from '../../../../../shared/summary/traceSummary.ts';
import { formatDuration } from '../../../../../shared/time/formatDuration.ts';
import { RowStrip } from '../../../ui/strip/RowStrip.tsx';
import { useTooltipStore } from '../../../ui/tooltip/tooltipStore.ts';
import { type Column, columnOf } from './columns.ts';
import { HappeningChips } from './HappeningChips.tsx';
import { happenings } from './happenings.ts';
import type { ColumnsLayout } from './layoutColumns.ts';
import styles from './results.module.css';
import { rowTooltip } from './rowTooltip.tsx';
import { StartTime } from './StartTime.tsx';
import { traceHref } from './traceHref.ts';

interface TraceRowProps {
  readonly summary: TraceSummary;
  readonly index: number;
  readonly topPx: number;
  readonly columns: readonly Column[];
  readonly layout: ColumnsLayout;
  readonly gridColumns: string;
  readonly isActive: boolean;
  readonly onLeave: (traceId: string) => void;
}

export function rowId(traceId: string): string {
  return `trace-${traceId}`;
}

/** One trace. The link lies over the whole row, so that a middle click or a drag of it is the browser's. */
export const TraceRow = memo(function TraceRow(props: TraceRowProps) {
  const { summary, columns, layout } = props;
  const show = useTooltipStore((state) => state.show);
  const hide = useTooltipStore((state) => state.hide);

  const showTooltip = (event: PointerEvent<HTMLElement>) => {
    if (event.pointerType === 'touch') return;
    const tooltip = rowTooltip(event, summary, columns, layout);
    if (tooltip) show(tooltip.anchor, tooltip.content);
    else hide();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a windowed row cannot be a table row
    // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus and names its active row
    <div
      id={rowId(summary.traceId)}
      role="row"
      aria-rowindex={props.index + 1}
      aria-selected={props.isActive}
      className={styles.row}
      style={{
        transform: `translateY(${props.topPx}px)`,
        gridTemplateColumns: props.gridColumns,
      }}
      onPointerMove={showTooltip}
      onPointerLeave={hide}
    >
      {columns.map((column, columnIndex) => (
        // biome-ignore lint/a11y/useSemanticElements: see the row
        // biome-ignore lint/a11y/useFocusableInteractive: see the row
        <div
          key={column.id}
          role="gridcell"
          className={styles.cell}
          data-number={column.isNumber || undefined}
          data-mono={column.isMono || undefined}
        >
          <CellContent
            summary={summary}
            column={column}
            widthPx={layout.widthsPx[columnIndex] ?? 0}
          />
          {columnIndex === 0 && (
            <Link
              href={traceHref(summary)}
              className={styles.link}
              tabIndex={-1}
              onClick={() => props.onLeave(summary.traceId)}
              aria-label={`Open trace ${summary.traceId}`}
            />
          )}
        </div>
      ))}
    </div>
  );
});

interface CellContentProps {
  readonly summary: TraceSummary;
  readonly column: Column;
  readonly widthPx: number;
}

const CELL_PADDING_PX = 20;

function CellContent({ summary, column, widthPx }: CellContentProps) {
  switch (column.id) {
    case 'start':
      return <StartTime startUs={summary.startUs} />;
    case 'pipeline':
      return <RowStrip summary={summary} widthPx={widthPx - CELL_PADDING_PX} />;
    case 'duration':
      return (
        <span data-loud={isSlow(summary) || undefined}>{formatDuration(summary.durationUs)}</span>
      );
    case 'happened':
      return <HappeningChips happenings={happenings(summary)} />;
    default: {
      const text = columnOf(column.id).text?.(summary);
      return text === undefined ? <span className={styles.none}>—</span> : <span>{text}</span>;
    }
  }
}

function isSlow({ findings }: TraceSummary): boolean {
  return findings.some(({ kind }) => kind === 'queue-gap' || kind === 'cold-start');
}
