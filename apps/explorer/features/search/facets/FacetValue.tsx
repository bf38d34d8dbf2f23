import { useEffect, useId, useRef } from 'react';
import type { FacetChoice } from '../../../../../shared/query/editQuery.ts';
import { formatCount } from '../../../../../shared/stats/formatCount.ts';
import controls from '../../../ui/controls/controls.module.css';
import { Icon } from '../../../ui/icons/Icon.tsx';
import styles from './facets.module.css';

interface FacetValueProps {
  readonly value: string;
  /** Absent where only the store as a whole was counted. */
  readonly count: number | undefined;
  readonly totalCount: number;
  readonly choice: FacetChoice;
  readonly onChange: (choice: FacetChoice) => void;
}

/** A checkbox includes, the button behind it excludes; either again takes it back. */
export function FacetValue({ value, count, totalCount, choice, onChange }: FacetValueProps) {
  const boxRef = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (boxRef.current) boxRef.current.indeterminate = choice === 'exclude';
  }, [choice]);

  const nameId = useId();
  const noteId = useId();
  const shown = value === '' ? '(empty)' : value;
  const share = count === undefined || totalCount === 0 ? 0 : Math.min(1, count / totalCount);
  return (
    <div className={styles.value} data-choice={choice}>
      <label title={shown.length > 22 ? shown : undefined}>
        <input
          ref={boxRef}
          type="checkbox"
          aria-labelledby={nameId}
          aria-describedby={noteId}
          checked={choice === 'include'}
          onChange={() => onChange(choice === 'neither' ? 'include' : 'neither')}
        />
        <span id={nameId} className={styles.name}>
          {shown}
        </span>
      </label>
      <button
        type="button"
        className={styles.exclude}
        aria-label={choice === 'exclude' ? `Stop excluding ${shown}` : `Exclude ${shown}`}
        onClick={() => onChange(choice === 'exclude' ? 'neither' : 'exclude')}
      >
        <Icon name="exclude" sizePx={13} />
      </button>
      <span id={noteId} className={styles.count}>
        {choice === 'exclude' && <span className={controls.hidden}>excluded </span>}
        {count !== undefined && formatCount(count)}
      </span>
      <i className={styles.share} style={{ width: `calc((100% - 34px) * ${share})` }} />
    </div>
  );
}
