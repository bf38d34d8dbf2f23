import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { formatCount } from '../../../../../shared/stats/formatCount.ts';
import { fieldsQuery } from '../../../api/queries.ts';
import controls from '../../../ui/controls/controls.module.css';
import { useDebounced } from '../../../ui/useDebounced.ts';
import { FacetSearch } from './FacetSearch.tsx';
import { canBeFacet } from './facetFields.ts';
import styles from './facets.module.css';

interface AddFacetProps {
  readonly shown: readonly string[];
  readonly onAdd: (field: string) => void;
}

const MAX_OFFERED = 40;
const TYPING_PAUSE_MS = 120;

/** Makes a facet of any attribute the store has seen. */
export function AddFacet({ shown, onAdd }: AddFacetProps) {
  const [text, setText] = useState<string>();
  if (text === undefined) {
    return (
      <div className={styles.add}>
        <button type="button" className={controls.text} onClick={() => setText('')}>
          + add any attribute
        </button>
      </div>
    );
  }
  return (
    <div className={styles.add}>
      <FacetSearch
        label="the attributes"
        text={text}
        onChange={setText}
        onClose={() => setText(undefined)}
      />
      <Offered
        text={text}
        shown={shown}
        onAdd={(field) => {
          setText(undefined);
          onAdd(field);
        }}
      />
    </div>
  );
}

function Offered({ text, shown, onAdd }: AddFacetProps & { readonly text: string }) {
  const prefix = useDebounced(text.trim(), TYPING_PAUSE_MS);
  const { data, isPending } = useQuery(fieldsQuery(prefix, 100));
  const offered = data?.fields
    .filter(({ name }) => canBeFacet(name) && !shown.includes(name))
    .slice(0, MAX_OFFERED);
  const endRef = useRef<HTMLUListElement>(null);
  // The list opens at the lower end of a panel that scrolls.
  useEffect(() => {
    if (data) endRef.current?.scrollIntoView({ block: 'nearest' });
  }, [data]);

  if (isPending) return <p className={styles.none}>looking…</p>;
  if (offered === undefined || offered.length === 0) {
    return <p className={styles.none}>no attribute begins with it</p>;
  }
  return (
    <ul ref={endRef} className={styles.offered}>
      {offered.map(({ name, count }) => (
        <li key={name}>
          <button type="button" className={styles.others} onClick={() => onAdd(name)}>
            <span className={styles.offeredName}>{name}</span>
            {count !== undefined && <span className={styles.count}>{formatCount(count)}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}
