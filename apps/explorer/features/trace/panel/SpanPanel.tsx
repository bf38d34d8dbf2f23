import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OneSpan, SpanDetail } from '../../../../../shared/api/answers.ts';
import type { TraceColumns } from '../../../../../shared/columns/traceColumns.ts';
import type { Finding } from '../../../../../shared/findings/finding.ts';
import { ApiError } from '../../../api/apiError.ts';
import { spanQuery } from '../../../api/queries.ts';
import controls from '../../../ui/controls/controls.module.css';
import { Icon } from '../../../ui/icons/Icon.tsx';
import { ErrorNotice } from '../../../ui/notice/ErrorNotice.tsx';
import styles from './panel.module.css';
import { SpanContent } from './SpanContent.tsx';

interface SpanPanelProps {
  readonly traceId: string;
  readonly spanId: string;
  readonly row: number;
  readonly columns: TraceColumns;
  readonly findings: readonly Finding[];
  readonly atMs: number | undefined;
  readonly onSelectRow: (row: number) => void;
  readonly onZoom: () => void;
  readonly onClose: () => void;
}

/** Everything known about the selected span. */
export function SpanPanel(props: SpanPanelProps) {
  const { traceId, spanId, row, columns, atMs, onZoom, onClose } = props;
  const { data, error, isPlaceholderData, refetch } = useQuery(spanQuery(traceId, spanId, atMs));
  const [filter, setFilter] = useState('');
  return (
    <aside aria-label="Span details" className={styles.panel} aria-busy={isPlaceholderData}>
      <div className={styles.bar}>
        <input
          type="search"
          className={controls.input}
          aria-label="Filter the details"
          placeholder="Filter keys and values"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        <button
          type="button"
          className={controls.ghost}
          aria-label="Zoom to the span"
          title="Zoom to the span (z)"
          onClick={onZoom}
        >
          <Icon name="zoomIn" />
        </button>
        <button
          type="button"
          className={controls.ghost}
          aria-label="Close the span details"
          title="Close (Esc)"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </div>
      {error ? (
        <div className={styles.notice}>
          <ErrorNotice
            title={error instanceof ApiError ? error.title : 'The span cannot be shown'}
            detail={error.message}
            technical={error instanceof ApiError ? error.technical : String(error)}
          >
            <button type="button" className={controls.button} onClick={() => refetch()}>
              Try again
            </button>
          </ErrorNotice>
        </div>
      ) : (
        <div className={styles.content} data-stale={isPlaceholderData || undefined}>
          {data === undefined ? (
            <PanelSkeleton />
          ) : (
            <SpanContent {...props} span={spanOfRow(data, columns, row)} filter={filter} />
          )}
        </div>
      )}
    </aside>
  );
}

/** Of several spans with one id the one that stands in the row. */
function spanOfRow(detail: SpanDetail, columns: TraceColumns, row: number): OneSpan {
  const startUs = columns.startUs + (columns.startOffsetUs[row] ?? 0);
  const durationUs = columns.rowDurationUs[row] ?? 0;
  const twin = detail.duplicates?.find(
    (other) => other.startUs === startUs && other.durationUs === durationUs,
  );
  const isFirst = detail.startUs === startUs && detail.durationUs === durationUs;
  return isFirst ? detail : (twin ?? detail);
}

function PanelSkeleton() {
  return (
    <div className={styles.skeleton} role="status" aria-label="Loading the span">
      {['60%', '40%', '90%', '80%', '85%', '70%'].map((width) => (
        <div key={width} style={{ width }} />
      ))}
    </div>
  );
}
