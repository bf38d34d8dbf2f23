import type { TraceColumns } from '../../../../shared/columns/traceColumns.ts';
import { countOf, formatCount } from '../../../../shared/stats/formatCount.ts';
import { ApiError } from '../../api/apiError.ts';
import controls from '../../ui/controls/controls.module.css';
import { ErrorNotice } from '../../ui/notice/ErrorNotice.tsx';
import styles from './trace.module.css';

interface TimelineProgressProps {
  readonly columns: TraceColumns | undefined;
  /** How many spans there will be, when that is known already. */
  readonly spanCount: number | undefined;
  readonly error: Error | null;
  readonly onRetry: () => void;
}

/** Stands over the timeline until its rows are there, and says how far they are. */
export function TimelineProgress({ columns, spanCount, error, onRetry }: TimelineProgressProps) {
  if (error) {
    return (
      <div className={styles.failure}>
        <ErrorNotice
          title={error instanceof ApiError ? error.title : 'The spans cannot be drawn'}
          detail={error.message}
          technical={error instanceof ApiError ? error.technical : String(error.stack)}
        >
          <button type="button" className={controls.button} onClick={onRetry}>
            Try again
          </button>
        </ErrorNotice>
      </div>
    );
  }
  if (columns === undefined) {
    return (
      <div className={styles.rowsSkeleton}>
        <p role="status">
          {spanCount === undefined ? 'Loading spans…' : `Loading ${countOf(spanCount, 'span')}…`}
        </p>
        {SKELETON_ROWS.map(([indent, name, bar], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list
          <div key={index} aria-hidden="true">
            <i style={{ marginLeft: indent, width: name }} />
            <i style={{ marginLeft: bar, width: '12%' }} />
          </div>
        ))}
      </div>
    );
  }
  if (columns.isFinal) return undefined;
  return (
    <p className={styles.progress} role="status">
      {formatCount(columns.rowCount)} of {spanCount === undefined ? 'more' : formatCount(spanCount)}{' '}
      spans so far…
    </p>
  );
}

const SKELETON_ROWS: readonly (readonly [indentPx: number, namePx: number, bar: string])[] = [
  [0, 150, '2%'],
  [14, 130, '14%'],
  [28, 150, '28%'],
  [42, 110, '36%'],
  [42, 140, '44%'],
];
