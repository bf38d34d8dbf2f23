import { useMemo } from 'react';
import type { OneSpan } from '../../../../../shared/api/answers.ts';
import { computeSelfTimesUs } from '../../../../../shared/columns/selfTimes.ts';
import { ROW_FLAGS, type TraceColumns } from '../../../../../shared/columns/traceColumns.ts';
import type { Finding } from '../../../../../shared/findings/finding.ts';
import { STAGE_LABELS } from '../../../../../shared/pipeline/stages.ts';
import { formatDuration } from '../../../../../shared/time/formatDuration.ts';
import { CopyButton } from '../../../ui/controls/CopyButton.tsx';
import { AttributeList } from './AttributeList.tsx';
import { filterAttributes, groupAttributes } from './attributeGroups.ts';
import { LongText } from './LongText.tsx';
import styles from './panel.module.css';
import { Section } from './Section.tsx';
import { SpanEvents } from './SpanEvents.tsx';
import { SpanFacts } from './SpanFacts.tsx';
import { SpanLinks } from './SpanLinks.tsx';

interface SpanContentProps {
  readonly span: OneSpan;
  readonly row: number;
  readonly columns: TraceColumns;
  readonly findings: readonly Finding[];
  readonly filter: string;
  readonly onSelectRow: (row: number) => void;
}

export function SpanContent(props: SpanContentProps) {
  const { span, row, columns, findings, filter, onSelectRow } = props;
  const selfTimesUs = useMemo(() => computeSelfTimesUs(columns), [columns]);
  const ownFindings = findings.filter(({ spanIds }) => spanIds.includes(span.spanId));
  const parentRow = columns.parentRow[row] ?? -1;
  const groups = groupAttributes(span.attributes, filter);
  const resource = filterAttributes(span.resource, filter);
  const scope = filterAttributes(span.scope.attributes, filter);
  const isFiltering = filter.trim() !== '';

  return (
    <>
      <header className={styles.head}>
        <h2>
          {span.operation === '' ? '(no name)' : <LongText text={span.operation} />}
          {span.status === 'error' && <span className={styles.error}> error</span>}
        </h2>
        <p>
          <span data-stage={span.stage} className={styles.stage}>
            {STAGE_LABELS[span.stage]}
          </span>
          {' · '}
          {span.service} · {formatDuration(span.durationUs)}
        </p>
      </header>
      {span.statusMessage !== undefined && !isFiltering && (
        <Section title="Status">
          <p className={styles.message} data-status={span.status}>
            <LongText text={span.statusMessage} />
          </p>
        </Section>
      )}
      {ownFindings.length > 0 && !isFiltering && (
        <Section title="Findings">
          {ownFindings.map(({ kind, summary }) => (
            <p key={`${kind} ${summary}`} className={styles.finding}>
              {summary}
            </p>
          ))}
        </Section>
      )}
      {groups.map(({ title, attributes }) => (
        <Section key={title} title={title}>
          <AttributeList attributes={attributes} timeUs={span.startUs} />
        </Section>
      ))}
      <SpanEvents span={span} filter={filter} />
      {!isFiltering && <SpanLinks span={span} />}
      {!isFiltering && (
        <SpanFacts
          span={span}
          traceStartUs={columns.startUs}
          selfUs={selfTimesUs[row]}
          onShowParent={hasParentRow(columns, row) ? () => onSelectRow(parentRow) : undefined}
        />
      )}
      {scope.length > 0 && (
        <Section title="Scope">
          <AttributeList attributes={scope} timeUs={span.startUs} />
        </Section>
      )}
      {resource.length > 0 && (
        <Section title="Resource">
          <AttributeList attributes={resource} timeUs={span.startUs} />
        </Section>
      )}
      {isFiltering && groups.length + resource.length + scope.length === 0 && (
        <p className={styles.nothing} role="status">
          No key or value contains “{filter.trim()}”.
        </p>
      )}
      <div className={styles.buttons}>
        <CopyButton label="Copy span id" text={span.spanId} />
        <CopyButton label="Copy as JSON" text={() => JSON.stringify(span, undefined, 2)} />
      </div>
    </>
  );
}

function hasParentRow({ parentRow, flags }: TraceColumns, row: number): boolean {
  return (parentRow[row] ?? -1) !== -1 && ((flags[row] ?? 0) & ROW_FLAGS.cycle) === 0;
}
