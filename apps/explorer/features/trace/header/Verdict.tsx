import type { VerdictPart } from '../../../../../shared/summary/verdictPart.ts';
import styles from './header.module.css';

/** What happened, in a sentence; what is wrong stands out in it. */
export function Verdict({ parts }: { readonly parts: readonly VerdictPart[] }) {
  let offset = 0;
  return (
    <section aria-label="Verdict">
      <h1 className={styles.verdict}>
        {parts.map(({ text, tone }) => {
          const key = offset;
          offset += text.length;
          return (
            <span key={key} data-tone={tone}>
              {text}
            </span>
          );
        })}
      </h1>
    </section>
  );
}
