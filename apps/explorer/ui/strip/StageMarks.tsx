import type { StripCell } from './layoutStrip.ts';
import styles from './strip.module.css';

const ROOM_FOR_MARK_PX = 34;

/** Signs beside the letter, so that no state is told by colour alone. */
export function StageMarks({ cell }: { readonly cell: StripCell }) {
  const isNarrow = cell.widthPx < ROOM_FOR_MARK_PX;
  return (
    <>
      {cell.isCold && (
        <svg
          className={styles.mark}
          data-corner={isNarrow || undefined}
          viewBox="0 0 10 10"
          aria-hidden="true"
        >
          <path d="M5 .8v8.4M1.4 2.9l7.2 4.2M8.6 2.9 1.4 7.1" />
        </svg>
      )}
      {cell.hasError && (
        <svg
          className={styles.mark}
          data-corner={isNarrow || undefined}
          viewBox="0 0 10 10"
          aria-hidden="true"
        >
          <path d="M2 2l6 6M8 2 2 8" />
        </svg>
      )}
    </>
  );
}
