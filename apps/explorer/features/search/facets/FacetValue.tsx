import { useEffect, useId, useRef } from 'react';
import { formatCount } from '../../../../../shared/stats/formatCount.ts';
import controls from '../../../ui/controls/controls.module.css';
import { Icon } from '../../../ui/icons/Icon.tsx';
import styles from './facets.module.css';

/** `in`: one of the values wanted; `out`: traces with it are left out. */
export type ValueState = 'none' | 'in' | 'out';

interface FacetValueProps {
  readonly field: string;
  readonly value: string;
  /** Absent where only the store as a whole was counted. */
  readonly count: number | undefined;
  readonly totalCount: number;
  readonly state: ValueState;
  readonly onChange: (state: ValueState) => void;
}

/** A checkbox includes, the button behind it excludes; either again takes it back. */
export function FacetValue({ value, count, totalCount, state, onChange }: FacetValueProps) {
  const boxRef = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (boxRef.current) boxRef.current.indeterminate = state === 'out';
  }, [state]);

  const nameId = useId();
  const noteId = useId();
  const shown = value === '' ? '(empty)' : value;
  const share = count === undefined || totalCount === 0 ? 0 : Math.min(1, count / totalCount);
  return (
    <div className={styles.value} data-state={state}>
      <label title={shown.length > 22 ? shown : undefined}>
        <input
          ref={boxRef}
          type="checkbox"
          aria-labelledby={nameId}
          aria-describedby={noteId}
          checked={state === 'in'}
          onChange={() => onChange(state === 'none' ? 'in' : 'none')}
        />
        <span id={nameId} className={styles.name}>
          {shown}
        </span>
        <span id={noteId} className={styles.count}>
          {state === 'out' && <span className={controls.hidden}>excluded </span>}
          {count !== undefined && formatCount(count)}
        </span>
      </label>
      <button
        type="button"
        className={styles.exclude}
        aria-label={state === 'out' ? `Stop excluding ${shown}` : `Exclude ${shown}`}
        onClick={() => onChange(state === 'out' ? 'none' : 'out')}
      >
        <Icon name="exclude" sizePx={13} />
      </button>
      <i className={styles.share} style={{ width: `calc((100% - 34px) * ${share})` }} />
    </div>
  );
}
