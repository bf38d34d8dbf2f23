import { useId, useMemo } from 'react';
import type { HistogramBucket } from '../../../../../shared/api/answers.ts';
import controls from '../../../ui/controls/controls.module.css';
import { Icon, type IconName } from '../../../ui/icons/Icon.tsx';
import { InlineError } from '../../../ui/notice/InlineError.tsx';
import { type FixedRange, shiftBy, zoomBy } from '../../../ui/time/fixedRange.ts';
import { useTimeZone } from '../../../ui/time/timeZoneStore.ts';
import { useTooltip } from '../../../ui/tooltip/useTooltip.ts';
import { useElementSize } from '../../../ui/useElementSize.ts';
import type { Histogram } from '../useSearchData.ts';
import { ChartPlot } from './ChartPlot.tsx';
import styles from './chart.module.css';
import { describeHistogram } from './describeHistogram.ts';

interface TimeChartProps {
  readonly histogram: Histogram;
  readonly range: FixedRange;
  /** The search itself failed and says so: once is enough. */
  readonly isQuiet: boolean;
  readonly onZoom: (range: FixedRange) => void;
  /** Back to the range before; absent when there is none. */
  readonly onUndo: (() => void) | undefined;
}

const NO_BUCKETS: readonly HistogramBucket[] = [];

/** Traces over time: how many, how they ended, how slow. Dragging across it zooms. */
export function TimeChart({ histogram, range, isQuiet, onZoom, onUndo }: TimeChartProps) {
  const [plotRef, size] = useElementSize<HTMLDivElement>();
  const zone = useTimeZone();
  const descriptionId = useId();
  const { answer, error, isStale, retry } = histogram;
  const buckets = answer?.buckets ?? NO_BUCKETS;
  const description = useMemo(() => describeHistogram(buckets, zone), [buckets, zone]);

  return (
    <section className={styles.chart} data-stale={isStale || undefined}>
      <header className={styles.header}>
        <h2>Traces over time</h2>
        <Legend />
        <div className={styles.tools}>
          {onUndo && <Tool icon="undo" name="Back to the range before" keys="b" onClick={onUndo} />}
          <Tool
            icon="chevronLeft"
            name="Earlier"
            keys=","
            onClick={() => onZoom(shiftBy(range, -0.5))}
          />
          <Tool icon="zoomIn" name="Zoom in" keys="+" onClick={() => onZoom(zoomBy(range, 0.5))} />
          <Tool icon="zoomOut" name="Zoom out" keys="-" onClick={() => onZoom(zoomBy(range, 2))} />
          <Tool
            icon="chevronRight"
            name="Later"
            keys="."
            onClick={() => onZoom(shiftBy(range, 0.5))}
          />
        </div>
      </header>
      <div ref={plotRef} className={styles.plot}>
        {error && !isQuiet && <InlineError what="The chart" error={error} onRetry={retry} />}
        {size && !error && (
          <ChartPlot
            buckets={buckets}
            range={range}
            widthPx={size.widthPx}
            zone={zone}
            descriptionId={descriptionId}
            onZoom={onZoom}
          />
        )}
      </div>
      <p id={descriptionId} className={controls.hidden}>
        {description}
      </p>
    </section>
  );
}

function Legend() {
  return (
    <ul className={styles.legend} aria-hidden="true">
      <li data-part="ok">ok</li>
      <li data-part="finding">finding</li>
      <li data-part="error">error</li>
      <li data-part="p95">p95</li>
    </ul>
  );
}

interface ToolProps {
  readonly icon: IconName;
  readonly name: string;
  readonly keys: string;
  readonly onClick: () => void;
}

function Tool({ icon, name, keys, onClick }: ToolProps) {
  const tooltip = useTooltip(
    <>
      {name} <kbd>{keys}</kbd>
    </>,
  );
  return (
    <button type="button" className={styles.tool} aria-label={name} onClick={onClick} {...tooltip}>
      <Icon name={icon} sizePx={14} />
    </button>
  );
}
