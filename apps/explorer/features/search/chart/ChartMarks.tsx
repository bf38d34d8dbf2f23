import { memo } from 'react';
import { formatCount } from '../../../../../shared/stats/formatCount.ts';
import { formatDuration } from '../../../../../shared/time/formatDuration.ts';
import { timeTicks } from '../../../ui/axis/timeTicks.ts';
import type { FixedRange } from '../../../ui/time/fixedRange.ts';
import type { TimeZone } from '../../../ui/time/timeZoneStore.ts';
import styles from './chart.module.css';
import type { HistogramLayout, PlotSize } from './layoutHistogram.ts';

interface MarksProps {
  readonly layout: HistogramLayout;
  readonly size: PlotSize;
}

/** Bars and line. A drag moves the selection on every frame; these do not change with it. */
export const ChartMarks = memo(function ChartMarks({ layout, size }: MarksProps) {
  const { heightPx } = size;
  return (
    <>
      <CountAxis layout={layout} size={size} />
      {layout.bars.map(({ xPx, widthPx, okPx, findingPx, errorPx }) => (
        <g key={xPx} transform={`translate(${xPx} ${heightPx})`}>
          <rect className={styles.ok} width={widthPx} y={-okPx} height={okPx} />
          <rect
            className={styles.finding}
            width={widthPx}
            y={-okPx - findingPx}
            height={findingPx}
          />
          <rect
            className={styles.error}
            width={widthPx}
            y={-okPx - findingPx - errorPx}
            height={errorPx}
          />
        </g>
      ))}
      {layout.p95Runs.map((run) => (
        <path key={run[0]?.xPx} className={styles.p95} d={linePath(run)} />
      ))}
      {layout.p95Ticks.map(({ durationUs, yPx }) => (
        <text key={durationUs} className={styles.p95Tick} x={size.widthPx + 6} y={yPx + 3}>
          {formatDuration(durationUs)}
        </text>
      ))}
    </>
  );
});

function CountAxis({ layout, size }: MarksProps) {
  return (
    <g className={styles.counts}>
      {layout.countTicks.map(({ count, yPx }) => (
        <g key={count} transform={`translate(0 ${yPx})`}>
          <line x2={size.widthPx} />
          <text x={-6} y={yPx < 6 ? 8 : 4}>
            {formatCount(count)}
          </text>
        </g>
      ))}
    </g>
  );
}

const DASH_PX = 3;

/** A run of one bucket has no length to draw; a short dash stands for it. */
function linePath(run: HistogramLayout['p95Runs'][number]): string {
  const [first, ...others] = run;
  if (first === undefined) return '';
  if (others.length === 0) return `M${first.xPx - DASH_PX} ${first.yPx}h${2 * DASH_PX}`;
  return `M${run.map(({ xPx, yPx }) => `${xPx.toFixed(1)} ${yPx.toFixed(1)}`).join('L')}`;
}

interface TimeAxisProps {
  readonly range: FixedRange;
  readonly widthPx: number;
  readonly zone: TimeZone;
}

const PX_PER_TICK = 110;

export const TimeAxis = memo(function TimeAxis({ range, widthPx, zone }: TimeAxisProps) {
  const { fromMs, toMs } = range;
  const ticks = timeTicks(fromMs, toMs, Math.floor(widthPx / PX_PER_TICK), zone);
  return (
    <g className={styles.axis}>
      <line x2={widthPx} y1={0.5} y2={0.5} />
      {ticks.map(({ timeMs, label }) => (
        <g
          key={timeMs}
          transform={`translate(${((timeMs - fromMs) / (toMs - fromMs)) * widthPx} 0)`}
        >
          <line y2={4} />
          <text y={14}>{label}</text>
        </g>
      ))}
    </g>
  );
});
