import { useState } from 'react';
import { RANGE_PRESETS } from '../../../../shared/time/range.ts';
import controls from '../controls/controls.module.css';
import { Icon } from '../icons/Icon.tsx';
import { Popover } from '../popover/Popover.tsx';
import type { FixedRange } from './fixedRange.ts';
import { formatClock, formatDate, zoneName } from './formatTime.ts';
import { parseMoment } from './parseMoment.ts';
import { rangeText } from './rangeText.ts';
import styles from './timeRangePicker.module.css';
import { TIME_ZONES, type TimeZone, useTimeZoneStore } from './timeZoneStore.ts';

export interface TimeRangePickerProps {
  readonly range: FixedRange;
  /** `now-1h` when the range was chosen relative to now; it stays where it was resolved. */
  readonly last?: string | undefined;
  readonly onChooseLast: (from: string) => void;
  readonly onChooseFixed: (range: FixedRange) => void;
}

/** What the page covers, and every way to change it. */
export function TimeRangePicker(props: TimeRangePickerProps) {
  const zone = useTimeZoneStore((state) => state.zone);
  const text = rangeText(props.range, props.last, zone);
  return (
    <Popover
      label="Time range"
      buttonLabel={`Time range: ${text}`}
      buttonClassName={controls.button}
      button={
        <>
          <Icon name="clock" />
          <span className={styles.text}>{text}</span>
          <Icon name="chevronDown" sizePx={12} />
        </>
      }
    >
      {(close) => <RangePanel {...props} zone={zone} close={close} />}
    </Popover>
  );
}

interface RangePanelProps extends TimeRangePickerProps {
  readonly zone: TimeZone;
  readonly close: () => void;
}

function RangePanel({ last, onChooseLast, close, ...rest }: RangePanelProps) {
  const choose = (from: string) => {
    onChooseLast(from);
    close();
  };
  return (
    <div className={styles.panel}>
      <ul className={styles.presets} aria-label="Presets">
        {RANGE_PRESETS.map(({ from, label }) => (
          <li key={from}>
            <button type="button" aria-pressed={from === last} onClick={() => choose(from)}>
              {label}
            </button>
          </li>
        ))}
      </ul>
      <div className={styles.fixed}>
        <FixedForm {...rest} onChooseLast={onChooseLast} close={close} />
        <ZoneChoice timeMs={rest.range.toMs} />
      </div>
    </div>
  );
}

function FixedForm({ range, zone, onChooseFixed, onChooseLast, close }: RangePanelProps) {
  const [from, setFrom] = useState(() => editable(range.fromMs, zone));
  const [to, setTo] = useState(() => editable(range.toMs, zone));
  const [mistake, setMistake] = useState<string>();

  const apply = () => {
    const nowMs = Date.now();
    const start = parseMoment(from, zone, nowMs);
    const end = parseMoment(to, zone, nowMs);
    if (!start.ok) return setMistake(`From: ${start.error.message}`);
    if (!end.ok) return setMistake(`To: ${end.error.message}`);
    if (start.value.timeMs >= end.value.timeMs) return setMistake('From must be before to.');
    if (start.value.isRelative && to.trim() === 'now') onChooseLast(from.trim());
    else onChooseFixed({ fromMs: start.value.timeMs, toMs: end.value.timeMs });
    close();
  };

  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <label>
        From
        <input
          className={controls.input}
          value={from}
          onChange={(event) => setFrom(event.target.value)}
        />
      </label>
      <label>
        To
        <input
          className={controls.input}
          value={to}
          onChange={(event) => setTo(event.target.value)}
        />
      </label>
      <p className={styles.hint}>A date and time, or now, now-90m (s m h d).</p>
      {mistake !== undefined && (
        <p role="alert" className={styles.mistake}>
          {mistake}
        </p>
      )}
      <button type="submit" className={controls.primary}>
        Apply
      </button>
    </form>
  );
}

function ZoneChoice({ timeMs }: { readonly timeMs: number }) {
  const zone = useTimeZoneStore((state) => state.zone);
  const setZone = useTimeZoneStore((state) => state.setZone);
  return (
    <fieldset className={styles.zones}>
      <legend>Times in</legend>
      {TIME_ZONES.map((choice) => (
        <label key={choice}>
          <input
            type="radio"
            name="zone"
            checked={choice === zone}
            onChange={() => setZone(choice)}
          />
          {choice === 'utc' ? 'UTC' : `local (${zoneName(timeMs, 'local')})`}
        </label>
      ))}
    </fieldset>
  );
}

function editable(timeMs: number, zone: TimeZone): string {
  return `${formatDate(timeMs, zone)} ${formatClock(timeMs, zone)}`;
}
