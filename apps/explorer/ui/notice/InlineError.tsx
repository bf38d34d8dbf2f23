import controls from '../controls/controls.module.css';
import styles from './notice.module.css';

interface InlineErrorProps {
  /** What is missing because of it: "The chart". */
  readonly what: string;
  readonly error: Error;
  readonly onRetry: () => void;
}

/** A part of a page that failed while the rest stands. */
export function InlineError({ what, error, onRetry }: InlineErrorProps) {
  return (
    <p role="alert" className={styles.inline}>
      <span>
        {what} failed: {error.message}
      </span>
      <button type="button" className={controls.text} onClick={onRetry}>
        Try again
      </button>
    </p>
  );
}
