import styles from './rowsSkeleton.module.css';

const ROWS = [74, 61, 83, 58, 70, 66, 79, 62, 72, 57, 68, 81, 64, 76] as const;

/** Rows to be, while the first page loads. */
export function RowsSkeleton() {
  return (
    <div className={styles.rows} aria-hidden="true">
      {ROWS.map((widthPercent) => (
        <div key={widthPercent}>
          <i style={{ width: 82 }} />
          <i style={{ width: 96 }} />
          <i style={{ width: 44 }} />
          <i style={{ width: `${widthPercent / 2.4}%` }} />
          <i style={{ width: 52 }} />
        </div>
      ))}
    </div>
  );
}
