import type { RefObject } from 'react';
import { exportUrl } from '../../api/queries.ts';
import { CopyButton } from '../../ui/controls/CopyButton.tsx';
import controls from '../../ui/controls/controls.module.css';
import { Icon } from '../../ui/icons/Icon.tsx';
import { Popover } from '../../ui/popover/Popover.tsx';
import { TopBarSlot } from '../../ui/shell/TopBarSlot.tsx';
import styles from './trace.module.css';

interface TraceActionsProps {
  readonly traceId: string;
  readonly atMs: number | undefined;
  /** The link to what is in sight, made when it is copied. */
  readonly linkNow: () => string;
  readonly copyRef: RefObject<HTMLSpanElement | null>;
}

/** Taking the trace elsewhere: a link, a file. */
export function TraceActions({ traceId, atMs, linkNow, copyRef }: TraceActionsProps) {
  return (
    <TopBarSlot>
      <span ref={copyRef}>
        <CopyButton label="Copy link" text={linkNow} />
      </span>
      <Popover
        label="Download the trace"
        buttonLabel="Download"
        buttonClassName={controls.button}
        button={
          <>
            <Icon name="download" />
            Download
            <Icon name="chevronDown" sizePx={12} />
          </>
        }
      >
        {(close) => (
          <ul className={styles.downloads}>
            {DOWNLOADS.map(({ format, label, note }) => (
              <li key={format}>
                <a href={exportUrl(traceId, format, atMs)} download={true} onClick={close}>
                  <b>{label}</b>
                  <span>{note}</span>
                </a>
              </li>
            ))}
          </ul>
        )}
      </Popover>
    </TopBarSlot>
  );
}

const DOWNLOADS = [
  { format: 'jaeger', label: 'Jaeger JSON', note: 'opens in Jaeger UI and here' },
  { format: 'otlp', label: 'OTLP JSON', note: 'every value with its type' },
] as const;
