import { type KeyboardEvent, memo, type PointerEvent, useMemo, useRef, useState } from 'react';
import type { HistogramBucket } from '../../../../../shared/api/answers.ts';
import { formatDuration } from '../../../../../shared/time/formatDuration.ts';
import { timeTicks } from '../../../ui/axis/timeTicks.ts';
import { type FixedRange, rangeBetween } from '../../../ui/time/fixedRange.ts';
import type { TimeZone } from '../../../ui/time/timeZoneStore.ts';
import { useTooltipStore } from '../../../ui/tooltip/tooltipStore.ts';
import { BucketTooltip } from './BucketTooltip.tsx';
import styles from './chart.module.css';
import { type HistogramLayout, layoutHistogram } from './layoutHistogram.ts';

interface ChartPlotProps {
  readonly buckets: readonly HistogramBucket[];
  readonly range: FixedRange;
  readonly widthPx: number;
  readonly zone: TimeZone;
  readonly descriptionId: string;
  /** Bucket under the keyboard's cursor. */
  readonly cursor: number | undefined;
  readonly onCursor: (bucket: number | undefined) => void;
  readonly onZoom: (range: FixedRange) => void;
}

const PLOT_PX = 84;
const AXIS_PX = 18;
const PX_PER_TICK = 110;
/** A press that moved less is a click. */
const DRAG_PX = 4;

export function ChartPlot(props: ChartPlotProps) {
  const { buckets, range, widthPx, zone, cursor, onCursor, onZoom } = props;
  const [drag, setDrag] = useState<{ readonly fromPx: number; readonly toPx: number }>();
  const svgRef = useRef<SVGSVGElement>(null);
  const show = useTooltipStore((state) => state.show);
  const hide = useTooltipStore((state) => state.hide);
  const layout = useMemo(
    () => layoutHistogram(buckets, { widthPx, heightPx: PLOT_PX }),
    [buckets, widthPx],
  );
  const stepPx = buckets.length === 0 ? widthPx : widthPx / buckets.length;

  const xOf = (event: PointerEvent) =>
    event.clientX - (svgRef.current?.getBoundingClientRect().left ?? 0);

  const showBucket = (index: number) => {
    const bucket = buckets[index];
    const box = svgRef.current?.getBoundingClientRect();
    if (!bucket || !box) return hide();
    const anchor = {
      leftPx: box.left + index * stepPx,
      topPx: box.top,
      widthPx: stepPx,
      heightPx: PLOT_PX + AXIS_PX,
    };
    const endUs = buckets[index + 1]?.startUs ?? range.toMs * 1_000;
    show(anchor, <BucketTooltip bucket={bucket} endUs={endUs} zone={zone} />);
  };

  const endDrag = () => {
    if (drag && Math.abs(drag.toPx - drag.fromPx) >= DRAG_PX) {
      onZoom(rangeBetween(range, drag.fromPx, drag.toPx, widthPx));
    }
    setDrag(undefined);
  };

  const moveCursor = (event: KeyboardEvent) => {
    const last = buckets.length - 1;
    const moved = CURSOR_MOVES[event.key]?.(
      cursor ?? (event.key === 'ArrowLeft' ? last + 1 : -1),
      last,
    );
    if (moved !== undefined && last >= 0) {
      event.preventDefault();
      onCursor(moved);
      showBucket(moved);
    } else if (event.key === 'Enter' && cursor !== undefined) {
      onZoom(rangeBetween(range, cursor * stepPx, (cursor + 1) * stepPx, widthPx));
    }
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups form controls, this is a chart
    <div
      role="group"
      aria-label="Zoom by keyboard: arrows pick a bucket, Enter zooms into it"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the arrow keys
      tabIndex={0}
      className={styles.surface}
      onKeyDown={moveCursor}
      onBlur={() => {
        onCursor(undefined);
        hide();
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ fromPx: xOf(event), toPx: xOf(event) });
        hide();
      }}
      onPointerMove={(event) => {
        if (drag) setDrag({ ...drag, toPx: xOf(event) });
        else if (event.pointerType !== 'touch') showBucket(Math.floor(xOf(event) / stepPx));
      }}
      onPointerUp={endDrag}
      onPointerCancel={() => setDrag(undefined)}
      onPointerLeave={hide}
    >
      <svg
        ref={svgRef}
        role="img"
        aria-label="Traces over time"
        aria-describedby={props.descriptionId}
        width={widthPx}
        height={PLOT_PX + AXIS_PX}
      >
        <Bars layout={layout} />
        <TimeAxis range={range} widthPx={widthPx} zone={zone} />
        <Selection drag={drag} cursor={cursor} stepPx={stepPx} />
      </svg>
    </div>
  );
}

const CURSOR_MOVES: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowRight: (at, last) => Math.min(last, at + 1),
  ArrowLeft: (at) => Math.max(0, at - 1),
  Home: () => 0,
  End: (_, last) => last,
};

// The selection moves on every frame of a drag; the bars do not.
const Bars = memo(function Bars({ layout }: { readonly layout: HistogramLayout }) {
  return (
    <>
      {layout.bars.map((bar) => (
        <g key={bar.xPx} transform={`translate(${bar.xPx} 0)`}>
          <rect className={styles.ok} width={bar.widthPx} {...fromBottom(0, bar.okPx)} />
          <rect
            className={styles.finding}
            width={bar.widthPx}
            {...fromBottom(bar.okPx, bar.findingPx)}
          />
          <rect
            className={styles.error}
            width={bar.widthPx}
            {...fromBottom(bar.okPx + bar.findingPx, bar.errorPx)}
          />
        </g>
      ))}
      {layout.p95Runs.map((run) => (
        <path key={run[0]?.xPx} className={styles.p95} d={linePath(run)} />
      ))}
      {layout.p95Ticks.map(({ durationUs, yPx }) => (
        <text key={durationUs} className={styles.p95Tick} x="100%" dx={-4} y={yPx - 3}>
          {formatDuration(durationUs)}
        </text>
      ))}
    </>
  );
});

const DASH_PX = 3;

/** A run of one bucket has no length to draw; a short dash stands for it. */
function linePath(run: HistogramLayout['p95Runs'][number]): string {
  const [first, ...others] = run;
  if (first === undefined) return '';
  if (others.length === 0) return `M${first.xPx - DASH_PX} ${first.yPx}h${2 * DASH_PX}`;
  return `M${run.map(({ xPx, yPx }) => `${xPx.toFixed(1)} ${yPx.toFixed(1)}`).join('L')}`;
}

function fromBottom(belowPx: number, heightPx: number) {
  return { y: PLOT_PX - belowPx - heightPx, height: heightPx };
}

interface TimeAxisProps {
  readonly range: FixedRange;
  readonly widthPx: number;
  readonly zone: TimeZone;
}

const TimeAxis = memo(function TimeAxis({ range, widthPx, zone }: TimeAxisProps) {
  const { fromMs, toMs } = range;
  const ticks = timeTicks(fromMs, toMs, Math.floor(widthPx / PX_PER_TICK), zone);
  return (
    <g transform={`translate(0 ${PLOT_PX})`} className={styles.axis}>
      <line x2={widthPx} y1={0.5} y2={0.5} />
      {ticks.map(({ timeMs, label }) => {
        const xPx = ((timeMs - fromMs) / (toMs - fromMs)) * widthPx;
        return (
          <g key={timeMs} transform={`translate(${xPx} 0)`}>
            <line y1={0} y2={4} />
            <text y={14} textAnchor={anchorAt(xPx, widthPx)}>
              {label}
            </text>
          </g>
        );
      })}
    </g>
  );
});

const LABEL_HALF_PX = 22;

function anchorAt(xPx: number, widthPx: number): 'start' | 'middle' | 'end' {
  if (xPx < LABEL_HALF_PX) return 'start';
  return xPx > widthPx - LABEL_HALF_PX ? 'end' : 'middle';
}

interface SelectionProps {
  readonly drag: { readonly fromPx: number; readonly toPx: number } | undefined;
  readonly cursor: number | undefined;
  readonly stepPx: number;
}

function Selection({ drag, cursor, stepPx }: SelectionProps) {
  if (drag) {
    const leftPx = Math.min(drag.fromPx, drag.toPx);
    const widthPx = Math.abs(drag.toPx - drag.fromPx);
    return <rect className={styles.selection} x={leftPx} width={widthPx} height={PLOT_PX} />;
  }
  if (cursor === undefined) return undefined;
  return <rect className={styles.selection} x={cursor * stepPx} width={stepPx} height={PLOT_PX} />;
}
