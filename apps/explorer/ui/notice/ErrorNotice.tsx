import type { ReactNode } from 'react';
import { CopyButton } from '../controls/CopyButton.tsx';
import { Icon } from '../icons/Icon.tsx';
import styles from './notice.module.css';

interface ErrorNoticeProps {
  /** What went wrong. */
  readonly title: string;
  /** Why, and what to do about it. */
  readonly detail?: string | undefined;
  /** For a report: folds open and copies whole. */
  readonly technical?: string | undefined;
  /** Buttons for what can be done. */
  readonly children?: ReactNode;
}

export function ErrorNotice({ title, detail, technical, children }: ErrorNoticeProps) {
  return (
    <div role="alert" className={styles.error}>
      <Icon name="warning" sizePx={18} />
      <div className={styles.text}>
        <p className={styles.title}>{title}</p>
        {detail !== undefined && <p>{detail}</p>}
        {children !== undefined && <div className={styles.actions}>{children}</div>}
        {technical !== undefined && (
          <details className={styles.technical}>
            <summary>Technical detail</summary>
            <pre>{technical}</pre>
            <CopyButton text={technical} label="Copy the technical detail" />
          </details>
        )}
      </div>
    </div>
  );
}
