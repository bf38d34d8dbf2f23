import type { OneSpan } from '../../../../../shared/api/answers.ts';
import { formatDuration } from '../../../../../shared/time/formatDuration.ts';
import { formatFullTime } from '../../../ui/time/formatTime.ts';
import { useTimeZone } from '../../../ui/time/timeZoneStore.ts';
import { AttributeList } from './AttributeList.tsx';
import { filterAttributes } from './attributeGroups.ts';
import { LongText } from './LongText.tsx';
import styles from './panel.module.css';
import { Section } from './Section.tsx';

interface SpanEventsProps {
  readonly span: OneSpan;
  readonly filter: string;
}

/** What was noted on the way, by time since the span began. */
export function SpanEvents({ span, filter }: SpanEventsProps) {
  const zone = useTimeZone();
  const events = span.events
    .map((event) => ({ ...event, attributes: filterAttributes(event.attributes, filter) }))
    .filter(
      ({ name, attributes }) =>
        attributes.length > 0 || name.toLowerCase().includes(filter.trim().toLowerCase()),
    );
  if (events.length === 0) return undefined;
  return (
    <Section title="Events" count={events.length}>
      <ol className={styles.events}>
        {events.map((event, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: events may be equal in everything
          <li key={index}>
            <p className={styles.event}>
              <span title={formatFullTime(event.timeUs, zone)}>
                {sinceStart(event.timeUs - span.startUs)}
              </span>
              <b>{event.name === '' ? '(no name)' : <LongText text={event.name} />}</b>
            </p>
            <AttributeList attributes={event.attributes} timeUs={event.timeUs} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

function sinceStart(offsetUs: number): string {
  return offsetUs < 0 ? formatDuration(offsetUs) : `+${formatDuration(offsetUs)}`;
}
