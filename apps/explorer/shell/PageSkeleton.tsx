import styles from './pageSkeleton.module.css';

/** Stands where the page will be while its code arrives. */
export function PageSkeleton() {
  return (
    <div className={styles.skeleton} aria-hidden="true">
      <div className={styles.wide} />
      <div className={styles.narrow} />
      <div className={styles.block} />
    </div>
  );
}
