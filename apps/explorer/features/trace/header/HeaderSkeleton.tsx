import styles from './header.module.css';

/** The height of the header to come, so that the timeline does not jump. */
export function HeaderSkeleton() {
  return (
    <div className={styles.skeleton} aria-hidden="true">
      <i style={{ width: '55%', height: 20 }} />
      <i style={{ width: '70%', height: 14 }} />
      <i style={{ width: '100%', height: 46, marginTop: 8, marginBottom: 42 }} />
    </div>
  );
}
