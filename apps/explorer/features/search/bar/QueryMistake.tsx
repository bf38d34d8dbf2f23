import type { QueryError } from '../../../../../shared/query/queryError.ts';
import styles from './bar.module.css';

interface QueryMistakeProps {
  readonly text: string;
  readonly mistake: QueryError;
}

/** What is wrong with the query, and where in words: the underline in the bar shows it to the eye. */
export function QueryMistake({ text, mistake }: QueryMistakeProps) {
  const { message, position, length } = mistake;
  const wrong = text.slice(position, position + length).trim();
  const where = position >= text.length ? 'at the end' : `at character ${position + 1}`;
  return (
    <p role="alert" className={styles.mistake}>
      <span>{message}</span>
      <span className={styles.where}>
        {where}
        {wrong !== '' && (
          <>
            : <code>{wrong}</code>
          </>
        )}
      </span>
    </p>
  );
}
