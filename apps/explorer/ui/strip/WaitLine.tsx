import type { StripWait } from './layoutStrip.ts';
import styles from './strip.module.css';

interface WaitLineProps {
  readonly wait: StripWait;
  readonly label: string;
  /** Labels are for findings, unless there is room and reason for all of them. */
  readonly isAlwaysLabelled?: boolean;
}

export function WaitLine({ wait, label, isAlwaysLabelled = false }: WaitLineProps) {
  const isLabelled = wait.isFinding || isAlwaysLabelled;
  return (
    <div
      className={styles.wait}
      data-finding={wait.isFinding || undefined}
      style={{ left: wait.leftPx, width: wait.widthPx }}
    >
      {isLabelled && <span className={styles.waitLabel}>{label}</span>}
    </div>
  );
}
