import { useMemo } from 'react';
import { useStore } from 'zustand';
import { countErrors } from '../../../../shared/columns/rowTree.ts';
import { countOf } from '../../../../shared/stats/formatCount.ts';
import controls from '../../ui/controls/controls.module.css';
import { Icon } from '../../ui/icons/Icon.tsx';
import { fitWindow, setFolding, type TimelineStore } from './timeline/timelineStore.ts';
import { isWhole } from './timeline/timeWindow.ts';
import styles from './trace.module.css';

interface TraceToolbarProps {
  readonly store: TimelineStore;
  readonly onNextError: () => void;
}

/** What can be done with the timeline; all of it has a key too. */
export function TraceToolbar({ store, onNextError }: TraceToolbarProps) {
  const hasIdle = useStore(store, ({ idle }) => idle.length > 0);
  const isFolding = useStore(store, (state) => state.isFolding);
  const isZoomed = useStore(store, ({ window, axis }) => !isWhole(window, axis.length));
  const columns = useStore(store, (state) => state.columns);
  const errorCount = useMemo(() => countErrors(columns), [columns]);
  return (
    <div className={styles.tools}>
      {errorCount > 0 && (
        <button
          type="button"
          className={controls.button}
          title="Next error (e)"
          onClick={onNextError}
        >
          <span className={styles.errorSign} aria-hidden="true">
            ✕
          </span>
          {countOf(errorCount, 'error')}
          <Icon name="arrowDown" sizePx={14} />
        </button>
      )}
      {hasIdle && (
        <button
          type="button"
          className={controls.button}
          aria-pressed={isFolding}
          title="Draw stretches in which no span ran short"
          onClick={() => setFolding(store, !isFolding)}
        >
          Fold waits
        </button>
      )}
      <button
        type="button"
        className={controls.button}
        disabled={!isZoomed}
        title="Show all of the trace (f)"
        onClick={() => fitWindow(store)}
      >
        Fit
      </button>
    </div>
  );
}
