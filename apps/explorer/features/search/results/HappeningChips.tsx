import type { Happening } from './happenings.ts';
import styles from './results.module.css';

/** Several of one text are one chip: the same thing happened in more than one place. */
export function HappeningChips({ happenings }: { readonly happenings: readonly Happening[] }) {
  const chips = [...new Map(happenings.map((happening) => [happening.text, happening])).values()];
  return (
    <span className={styles.chips}>
      {chips.map(({ text, tone }) => (
        <span key={text} className={styles.chip} data-tone={tone}>
          {text}
        </span>
      ))}
    </span>
  );
}
