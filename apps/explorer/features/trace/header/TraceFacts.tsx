import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { TraceAnswer } from '../../../../../shared/api/answers.ts';
import { describeCompleteness } from '../../../../../shared/api/describeCompleteness.ts';
import { printValue } from '../../../../../shared/query/print.ts';
import { countOf } from '../../../../../shared/stats/formatCount.ts';
import { formatDuration } from '../../../../../shared/time/formatDuration.ts';
import { formatDay, formatFullTime, formatTimeOfDay } from '../../../ui/time/formatTime.ts';
import { useTimeZone } from '../../../ui/time/timeZoneStore.ts';
import { useTooltip } from '../../../ui/tooltip/useTooltip.ts';
import { searchAround } from '../searchAround.ts';
import styles from './header.module.css';

interface TraceFactsProps {
  readonly answer: TraceAnswer;
  readonly qos: string | undefined;
}

/** Who, where, when and how much, in one line. */
export function TraceFacts({ answer, qos }: TraceFactsProps) {
  const { summary, completeness } = answer;
  const { deviceId, firmware, topicTemplate, route, identityRules } = summary;
  const zone = useTimeZone();
  const startTip = useTooltip(formatFullTime(summary.startUs, zone));
  return (
    <div className={styles.facts}>
      {deviceId !== undefined && (
        <Fact name="device" rule={identityRules.deviceId}>
          <Link href={searchAround(summary.startUs, `device=${printValue(deviceId)}`)}>
            {deviceId}
          </Link>
        </Fact>
      )}
      {firmware !== undefined && (
        <Fact name="firmware" rule={identityRules.firmware}>
          <Link href={searchAround(summary.startUs, `firmware=${printValue(firmware)}`)}>
            {firmware}
          </Link>
        </Fact>
      )}
      {topicTemplate !== undefined && (
        <Fact name="topic" rule={identityRules.topicTemplate}>
          <code>{topicTemplate}</code>
        </Fact>
      )}
      {qos !== undefined && <Fact name="QoS">{qos}</Fact>}
      {route !== undefined && <Fact name="route">{route}</Fact>}
      <span className={styles.fact}>
        <span>{formatDay(summary.startUs / 1_000, zone)}</span>
        <b {...startTip}>{formatTimeOfDay(summary.startUs, zone)}</b>
        <span>·</span>
        <b>{formatDuration(summary.durationUs)}</b>
      </span>
      <span className={styles.fact}>
        {countOf(summary.spanCount, 'span')} · {countOf(summary.services.length, 'service')}
        {summary.errorCount > 0 && (
          <b className={styles.errors}>{countOf(summary.errorCount, 'error')}</b>
        )}
      </span>
      {!summary.isSettled && (
        <span className={styles.arriving} role="status">
          still arriving
        </span>
      )}
      {describeCompleteness(completeness).map((note) => (
        <span key={note} className={styles.note}>
          {note}
        </span>
      ))}
    </div>
  );
}

interface FactProps {
  readonly name: string;
  /** Which rule found it. */
  readonly rule?: string | undefined;
  readonly children: ReactNode;
}

function Fact({ name, rule, children }: FactProps) {
  const tooltip = useTooltip(rule === undefined ? name : `${name}, from ${rule}`);
  return (
    <span className={styles.fact} {...tooltip}>
      <span>{name}</span>
      <b>{children}</b>
    </span>
  );
}
