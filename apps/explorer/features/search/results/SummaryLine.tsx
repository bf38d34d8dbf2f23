import type { HistogramAnswer, SearchPage } from '../../../../../shared/api/answers.ts';
import { describeCompleteness } from '../../../../../shared/api/describeCompleteness.ts';
import { formatTotal } from '../../../../../shared/stats/formatTotal.ts';
import { useTooltip } from '../../../ui/tooltip/useTooltip.ts';
import { totalsOf } from '../chart/describeHistogram.ts';
import styles from './summaryLine.module.css';

interface SummaryLineProps {
  readonly page: SearchPage | undefined;
  readonly histogram: HistogramAnswer | undefined;
  /** What is shown belongs to the search before, or could not be renewed. */
  readonly isStale: boolean;
  readonly isFailed: boolean;
}

/** How many, how they ended, and what the numbers do not cover. */
export function SummaryLine({ page, histogram, isStale, isFailed }: SummaryLineProps) {
  const totals = histogram && totalsOf(histogram.buckets);
  const notes = new Set([
    ...(page ? describeCompleteness(page.completeness) : []),
    ...(histogram ? describeCompleteness(histogram.completeness) : []),
  ]);
  return (
    <div className={styles.line} data-stale={isStale || undefined}>
      <p role="status" className={styles.counts}>
        {page && <b>{totalText(page)}</b>}
        {page && totals && totals.errorCount > 0 && (
          <>
            {' · '}
            <span data-tone="error">{countText(totals.errorCount, histogram)} with errors</span>
          </>
        )}
        {page && totals && totals.findingCount > 0 && (
          <>
            {' · '}
            <span data-tone="finding">
              {countText(totals.findingCount, histogram)} with findings
            </span>
          </>
        )}
        {isStale && page && ' · '}
        {isStale && !isFailed && 'searching…'}
        {isStale && isFailed && page && 'not renewed'}
      </p>
      {notes.size > 0 && <Notes text={[...notes].join(' · ')} />}
    </div>
  );
}

/** Whole in the tooltip: on a narrow page the line is cut. */
function Notes({ text }: { readonly text: string }) {
  const tooltip = useTooltip(text);
  return (
    <p className={styles.notes} {...tooltip}>
      {text}
    </p>
  );
}

function totalText({ total }: SearchPage): string {
  return `${formatTotal(total)} ${total.value === 1 ? 'trace' : 'traces'}`;
}

function countText(value: number, { completeness }: HistogramAnswer): string {
  return formatTotal({ value, relation: completeness.isComplete ? 'eq' : 'approx' });
}
