import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react';
import type { HistogramBucket } from '../../../../../shared/api/answers.ts';
import controls from '../../../ui/controls/controls.module.css';
import { type FixedRange, rangeBetween } from '../../../ui/time/fixedRange.ts';
import type { TimeZone } from '../../../ui/time/timeZoneStore.ts';
import { useTooltipStore } from '../../../ui/tooltip/tooltipStore.ts';
import { BucketTooltip } from './BucketTooltip.tsx';
import { ChartMarks, TimeAxis } from './ChartMarks.tsx';
import styles from './chart.module.css';
import { describeBucket } from './describeHistogram.ts';
import { layoutHistogram } from './layoutHistogram.ts';
import { type Drag, useDragZoom } from './useDragZoom.ts';

interface ChartPlotProps {
  readonly buckets: readonly HistogramBucket[];
  readonly range: FixedRange;
  readonly widthPx: number;
  readonly zone: TimeZone;
  readonly descriptionId: string;
  readonly onZoom: (range: FixedRange) => void;
}

const HEIGHT_PX = 84;
const AXIS_PX = 18;
const COUNTS_PX = 34;
const DURATIONS_PX = 46;

export function ChartPlot(props: ChartPlotProps) {
  const { buckets, range, zone, onZoom } = props;
  const surfaceRef = useRef<SVGRectElement>(null);
  const [cursor, setCursor] = useState<number>();
  const show = useTooltipStore((state) => state.show);
  const hide = useTooltipStore((state) => state.hide);
  const widthPx = Math.max(1, props.widthPx - COUNTS_PX - DURATIONS_PX);
  const size = useMemo(() => ({ widthPx, heightPx: HEIGHT_PX }), [widthPx]);
  const layout = useMemo(() => layoutHistogram(buckets, size), [buckets, size]);
  const stepPx = widthPx / Math.max(1, buckets.length);

  const leftPx = () => surfaceRef.current?.getBoundingClientRect().left ?? 0;
  const xOf = (event: PointerEvent) => event.clientX - leftPx();
  const { drag, moveTo, handlers } = useDragZoom(range, widthPx, xOf, onZoom);

  const showBucket = (index: number) => {
    const bucket = buckets[index];
    const surface = surfaceRef.current?.getBoundingClientRect();
    if (!bucket || !surface) return hide();
    const anchor = {
      leftPx: surface.left + index * stepPx,
      topPx: surface.top,
      widthPx: stepPx,
      heightPx: HEIGHT_PX + AXIS_PX,
    };
    const endUs = buckets[index + 1]?.startUs ?? range.toMs * 1_000;
    show(anchor, <BucketTooltip bucket={bucket} endUs={endUs} zone={zone} />);
  };

  const moveCursor = (event: KeyboardEvent) => {
    const moved = moveIn(buckets.length, cursor, event.key);
    if (moved !== undefined) {
      event.preventDefault();
      setCursor(moved);
      showBucket(moved);
    } else if (event.key === 'Enter' && cursor !== undefined) {
      onZoom(rangeBetween(range, cursor * stepPx, (cursor + 1) * stepPx, widthPx));
    }
  };

  const pointed = cursor === undefined ? undefined : buckets[cursor];
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
        setCursor(undefined);
        hide();
      }}
      {...handlers}
      onPointerMove={(event) => {
        if (drag) moveTo(xOf(event));
        else if (event.pointerType !== 'touch') showBucket(Math.floor(xOf(event) / stepPx));
      }}
      onPointerLeave={hide}
    >
      <svg
        role="img"
        aria-label="Traces over time"
        aria-describedby={props.descriptionId}
        width={props.widthPx}
        height={HEIGHT_PX + AXIS_PX}
      >
        <g transform={`translate(${COUNTS_PX} 0)`}>
          <rect ref={surfaceRef} width={widthPx} height={HEIGHT_PX} fill="none" />
          <ChartMarks layout={layout} size={size} />
          <g transform={`translate(0 ${HEIGHT_PX})`}>
            <TimeAxis range={range} widthPx={widthPx} zone={zone} />
          </g>
          <Selection drag={drag} cursor={cursor} stepPx={stepPx} />
        </g>
      </svg>
      <p aria-live="polite" className={controls.hidden}>
        {pointed && describeBucket(pointed, zone)}
      </p>
    </div>
  );
}

/** Where a key moves the cursor among the buckets; `undefined` when it does not. */
function moveIn(count: number, at: number | undefined, key: string): number | undefined {
  if (count === 0) return undefined;
  switch (key) {
    case 'ArrowRight':
      return Math.min(count - 1, (at ?? -1) + 1);
    case 'ArrowLeft':
      return Math.max(0, (at ?? count) - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

interface SelectionProps {
  readonly drag: Drag | undefined;
  readonly cursor: number | undefined;
  readonly stepPx: number;
}

function Selection({ drag, cursor, stepPx }: SelectionProps) {
  if (drag) {
    const leftPx = Math.min(drag.fromPx, drag.toPx);
    const widthPx = Math.abs(drag.toPx - drag.fromPx);
    return <rect className={styles.selection} x={leftPx} width={widthPx} height={HEIGHT_PX} />;
  }
  if (cursor === undefined) return undefined;
  return (
    <rect className={styles.selection} x={cursor * stepPx} width={stepPx} height={HEIGHT_PX} />
  );
}
