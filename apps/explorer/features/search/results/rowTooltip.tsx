import type { PointerEvent, ReactNode } from 'react';
import type { TraceSummary } from '../../../../../shared/summary/traceSummary.ts';
import { layoutStrip, STRIP_METRICS } from '../../../ui/strip/layoutStrip.ts';
import { StripTooltip } from '../../../ui/strip/StripTooltip.tsx';
import { formatAgo, formatFullTime } from '../../../ui/time/formatTime.ts';
import { useTimeZoneStore } from '../../../ui/time/timeZoneStore.ts';
import type { Anchor } from '../../../ui/tooltip/tooltipStore.ts';
import type { Column } from './columns.ts';
import { happenings } from './happenings.ts';
import type { ColumnsLayout } from './layoutColumns.ts';
import styles from './results.module.css';

interface RowTooltip {
  readonly anchor: Anchor;
  readonly content: ReactNode;
}

const CELL_PADDING_PX = 20;

/**
 * What to show beside the pointer. The link covers the row, so the cell under
 * the pointer is found by its place rather than by the event's target.
 */
export function rowTooltip(
  event: PointerEvent<HTMLElement>,
  summary: TraceSummary,
  columns: readonly Column[],
  layout: ColumnsLayout,
): RowTooltip | undefined {
  const row = event.currentTarget.getBoundingClientRect();
  let leftPx = row.left;
  for (const [index, column] of columns.entries()) {
    const widthPx = layout.widthsPx[index] ?? 0;
    const isHere = event.clientX >= leftPx && event.clientX < leftPx + widthPx;
    if (isHere) {
      const content = cellTooltip(column, summary, event.clientX - leftPx, widthPx);
      const anchor = { leftPx, topPx: row.top, widthPx, heightPx: row.height };
      return content === undefined ? undefined : { anchor, content };
    }
    leftPx += widthPx;
  }
  return undefined;
}

function cellTooltip(
  column: Column,
  summary: TraceSummary,
  xPx: number,
  widthPx: number,
): ReactNode | undefined {
  switch (column.id) {
    case 'start': {
      const { zone } = useTimeZoneStore.getState();
      const ago = formatAgo(summary.startUs / 1_000, Date.now());
      return `${formatFullTime(summary.startUs, zone)} · ${ago}`;
    }
    case 'pipeline':
      return summary.stages.length === 0 ? undefined : pipelineTooltip(summary, xPx, widthPx);
    case 'happened':
      return happenedTooltip(summary);
    case 'device':
    case 'firmware':
    case 'topic':
      return identityTooltip(column, summary);
    default:
      return undefined;
  }
}

function pipelineTooltip(summary: TraceSummary, xPx: number, widthPx: number): ReactNode {
  const { cells } = layoutStrip(summary, widthPx - CELL_PADDING_PX, STRIP_METRICS.row);
  const inStripPx = xPx - CELL_PADDING_PX / 2;
  const pointed = cells.find(
    (cell) => inStripPx >= cell.leftPx && inStripPx < cell.leftPx + cell.widthPx,
  );
  return <StripTooltip summary={summary} stage={pointed?.stage} />;
}

function happenedTooltip(summary: TraceSummary): ReactNode | undefined {
  const list = happenings(summary);
  if (list.length === 0) return undefined;
  return (
    <ul>
      {list.map(({ text, tone }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same words may stand twice
        <li key={index} className={styles.happening} data-tone={tone}>
          {text}
        </li>
      ))}
    </ul>
  );
}

const RULE_NAMES: Readonly<Record<string, string>> = { device: 'deviceId', topic: 'topicTemplate' };

function identityTooltip(column: Column, summary: TraceSummary): ReactNode | undefined {
  const value = column.text?.(summary);
  if (value === undefined) return undefined;
  const rule = summary.identityRules[RULE_NAMES[column.id] ?? column.id];
  return rule === undefined ? value : `${value} · from ${rule}`;
}
