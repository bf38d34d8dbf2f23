import { useStore } from 'zustand';
import styles from './timeline.module.css';
import { collapseAll, expandAll, type TimelineStore } from './timelineStore.ts';

/** Collapse and expand everything, beside the head of the names. */
export function NamesActions({ store }: { readonly store: TimelineStore }) {
  const hasCollapsed = useStore(store, ({ collapsed }) => collapsed.size > 0);
  return (
    <span className={styles.namesActions}>
      <button
        type="button"
        aria-label="Expand all"
        title="Expand all  ]"
        disabled={!hasCollapsed}
        onClick={() => expandAll(store)}
      >
        <i data-state="open" />
      </button>
      <button
        type="button"
        aria-label="Collapse all"
        title="Collapse all  ["
        onClick={() => collapseAll(store)}
      >
        <i data-state="closed" />
      </button>
    </span>
  );
}
