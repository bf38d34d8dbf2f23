import { useQuery } from '@tanstack/react-query';
import type { FacetChoice } from '../../../../../shared/query/editQuery.ts';
import { facetsQuery, fieldValuesQuery, type Scope } from '../../../api/queries.ts';
import { useDebounced } from '../../../ui/useDebounced.ts';
import { FacetValue } from './FacetValue.tsx';
import styles from './facets.module.css';

interface FoundValuesProps {
  readonly field: string;
  readonly text: string;
  readonly scope: Scope;
  readonly totalCount: number;
  readonly choiceOf: (value: string) => FacetChoice;
  readonly onChange: (value: string, choice: FacetChoice) => void;
}

const MAX_COUNTED = 1_000;
const MAX_SHOWN = 60;
const TYPING_PAUSE_MS = 120;

/**
 * The values of a facet that contain the text. The thousand most frequent are
 * searched with their counts; beyond them, the store's values that begin with it.
 */
export function FoundValues(props: FoundValuesProps) {
  const { field, text, scope, totalCount, choiceOf, onChange } = props;
  const counted = useQuery(facetsQuery(scope, [field], MAX_COUNTED));
  const facet = counted.data?.facets.find((candidate) => candidate.field === field);
  const prefix = useDebounced(text.trim(), TYPING_PAUSE_MS);
  const isCut = (facet?.otherCount ?? 0) > 0;
  const rare = useQuery({
    ...fieldValuesQuery(field, prefix, MAX_SHOWN),
    enabled: isCut && prefix !== '',
  });

  const wanted = text.trim().toLowerCase();
  const matching = (facet?.values ?? []).filter(({ value }) =>
    value.toLowerCase().includes(wanted),
  );
  const listed = new Set(matching.map(({ value }) => value));
  const others = (rare.data?.values ?? []).filter(({ value }) => !listed.has(value));
  const found = [
    ...matching.map(({ value, count }) => ({ value, count })),
    ...others.map(({ value }) => ({ value, count: undefined })),
  ];

  if (counted.isPending) return <p className={styles.none}>looking…</p>;
  if (found.length === 0) return <p className={styles.none}>no value contains it</p>;
  return (
    <>
      {found.slice(0, MAX_SHOWN).map(({ value, count }) => (
        <FacetValue
          key={value}
          value={value}
          count={count}
          totalCount={totalCount}
          choice={choiceOf(value)}
          onChange={(choice) => onChange(value, choice)}
        />
      ))}
      {found.length > MAX_SHOWN && (
        <p className={styles.none}>{found.length - MAX_SHOWN} more: type to narrow</p>
      )}
    </>
  );
}
