import { useCallback, useMemo } from 'react';
import type { Query } from '../../../../../shared/query/ast.ts';
import {
  type FacetChoice,
  facetChoice,
  setFacetValue,
} from '../../../../../shared/query/editQuery.ts';
import { printQuery } from '../../../../../shared/query/print.ts';
import type { Scope } from '../../../api/queries.ts';
import { InlineError } from '../../../ui/notice/InlineError.tsx';
import type { SearchState } from '../useSearchState.ts';
import { AddFacet } from './AddFacet.tsx';
import { FacetGroup } from './FacetGroup.tsx';
import { FoundValues } from './FoundValues.tsx';
import { isStandardFacet, orderFacets } from './facetFields.ts';
import { useFacetStore } from './facetStore.ts';
import styles from './facets.module.css';
import { scopeWithout, useFacets } from './useFacets.ts';

interface FacetPanelProps {
  readonly state: SearchState;
  readonly scope: Scope;
  readonly query: Query;
  readonly totalCount: number;
  /** The search itself failed and says so: once is enough. */
  readonly isQuiet: boolean;
}

/** What the matching traces have in common, to narrow the search by. Every click edits the query text. */
export function FacetPanel({ state, scope, query, totalCount, isQuiet }: FacetPanelProps) {
  const { folded, pinned, toggleFolded, togglePinned } = useFacetStore();
  const added = state.url.facets;
  const fields = useMemo(() => orderFacets(added, pinned), [added, pinned]);
  const openFields = useMemo(
    () => fields.filter((field) => !folded.includes(field)),
    [fields, folded],
  );
  const { counts, notes, error, failedFields, retry } = useFacets(scope, query, openFields);

  const choose = useCallback(
    (field: string, value: string, choice: FacetChoice) =>
      state.setQuery(printQuery(setFacetValue(query, field, value, choice))),
    [state, query],
  );

  return (
    <aside className={styles.panel} aria-label="Facets">
      {error && !isQuiet && <InlineError what="Counting" error={error} onRetry={retry} />}
      {notes.length > 0 && <p className={styles.notes}>Counts: {notes.join(' · ')}</p>}
      {fields.map((field) => {
        const facet = counts.get(field);
        const ofValue = {
          choiceOf: (value: string) => facetChoice(query, field, value),
          onChange: (value: string, choice: FacetChoice) => choose(field, value, choice),
        };
        return (
          <FacetGroup
            key={field}
            field={field}
            values={facet?.values}
            otherCount={facet?.otherCount ?? 0}
            totalCount={totalCount}
            isFolded={folded.includes(field)}
            isPinned={pinned.includes(field)}
            isStale={facet !== undefined && (facet.isStale || failedFields.has(field))}
            isFailed={failedFields.has(field)}
            {...ofValue}
            onFold={() => toggleFolded(field)}
            onPin={() => togglePinned(field)}
            onRemove={
              isStandardFacet(field)
                ? undefined
                : () => state.setFacets(added.filter((other) => other !== field))
            }
            renderFound={(text) => (
              <FoundValues
                field={field}
                text={text}
                scope={scopeWithout(scope, query, field)}
                totalCount={totalCount}
                {...ofValue}
              />
            )}
          />
        );
      })}
      <AddFacet
        shown={fields}
        onAdd={(field) => {
          state.setFacets([...added, field]);
          if (folded.includes(field)) toggleFolded(field);
        }}
      />
    </aside>
  );
}
