import type { ReactNode } from 'react';
import type { OneSpan } from '../../../../../shared/api/answers.ts';
import { formatDuration } from '../../../../../shared/time/formatDuration.ts';
import controls from '../../../ui/controls/controls.module.css';
import { formatFullTime, formatTimeOfDay } from '../../../ui/time/formatTime.ts';
import { useTimeZone } from '../../../ui/time/timeZoneStore.ts';
import { CopyIcon } from './CopyIcon.tsx';
import styles from './panel.module.css';
import { Section } from './Section.tsx';

interface SpanFactsProps {
  readonly span: OneSpan;
  /** Start of the trace. */
  readonly traceStartUs: number;
  readonly selfUs: number | undefined;
  /** Goes to the parent; absent when it is not in the trace. */
  readonly onShowParent: (() => void) | undefined;
}

/** Ids and times of the span. */
export function SpanFacts({ span, traceStartUs, selfUs, onShowParent }: SpanFactsProps) {
  const zone = useTimeZone();
  return (
    <Section title="Span">
      <dl className={styles.attributes}>
        <Fact name="span id" copy={span.spanId}>
          {span.spanId}
        </Fact>
        <Fact name="parent" copy={span.parentSpanId}>
          {parentOf(span, onShowParent)}
        </Fact>
        <Fact name="kind">{span.kind}</Fact>
        <Fact name="started">
          <span title={formatFullTime(span.startUs, zone)}>
            +{formatDuration(span.startUs - traceStartUs)} · {formatTimeOfDay(span.startUs, zone)}
          </span>
        </Fact>
        <Fact name="took">{formatDuration(span.durationUs)}</Fact>
        {selfUs !== undefined && <Fact name="self time">{formatDuration(selfUs)}</Fact>}
        {span.traceState !== undefined && <Fact name="trace state">{span.traceState}</Fact>}
        {span.flags !== undefined && <Fact name="flags">0x{span.flags.toString(16)}</Fact>}
        {span.scope.name !== '' && (
          <Fact name="scope">
            {span.scope.name} {span.scope.version}
          </Fact>
        )}
      </dl>
    </Section>
  );
}

function parentOf(span: OneSpan, onShowParent: (() => void) | undefined): ReactNode {
  if (span.parentSpanId === undefined) return 'none: a root';
  if (onShowParent === undefined) return `${span.parentSpanId}, not in this trace`;
  return (
    <button type="button" className={controls.text} onClick={onShowParent}>
      {span.parentSpanId}
    </button>
  );
}

interface FactProps {
  readonly name: string;
  readonly copy?: string | undefined;
  readonly children: ReactNode;
}

function Fact({ name, copy, children }: FactProps) {
  return (
    <div className={styles.attribute}>
      <dt>{name}</dt>
      <dd>{children}</dd>
      <dd className={styles.actions}>
        {copy !== undefined && <CopyIcon text={copy} label={`Copy the ${name}`} />}
      </dd>
    </div>
  );
}
