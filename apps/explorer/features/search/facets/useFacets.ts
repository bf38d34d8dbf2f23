import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { FacetsAnswer, ValueCount } from '../../../../../shared/api/answers.ts';
import { describeCompleteness } from '../../../../../shared/api/describeCompleteness.ts';
import type { Query } from '../../../../../shared/query/ast.ts';
import { clearFacet, facetSelection } from '../../../../../shared/query/editQuery.ts';
import { printQuery } from '../../../../../shared/query/print.ts';
import { facetsQuery, type Scope } from '../../../api/queries.ts';

export interface Facets {
  readonly counts: ReadonlyMap<string, FacetCounts>;
  /** What the counts do not cover, a phrase each. */
  readonly notes: readonly string[];
  /** The first of what failed; the other facets are there in spite of it. */
  readonly error: Error | undefined;
  /** Whose counting failed. */
  readonly failedFields: ReadonlySet<string>;
  readonly retry: () => void;
}

interface FacetCounts {
  readonly values: readonly ValueCount[];
  readonly otherCount: number;
  readonly isStale: boolean;
}

const VALUES_A_FACET = 8;

/**
 * Counts for each open facet. One that filters the search is counted as if it
 * did not, so that the values beside the chosen ones stay in sight.
 */
export function useFacets(scope: Scope, query: Query, fields: readonly string[]): Facets {
  const [free, filtering] = useMemo(() => splitBySelection(query, fields), [query, fields]);
  const shared = useQuery({
    ...facetsQuery(scope, free, VALUES_A_FACET),
    enabled: free.length > 0,
  });
  const own = useQueries({
    queries: filtering.map((field) =>
      facetsQuery(scopeWithout(scope, query, field), [field], VALUES_A_FACET),
    ),
  });

  const answers = [shared, ...own];
  const counts = new Map<string, FacetCounts>();
  for (const answer of answers) {
    for (const facet of answer.data?.facets ?? []) {
      counts.set(facet.field, toCounts(facet, query, answer.isPlaceholderData));
    }
  }
  const notes = answers.flatMap(({ data }) =>
    data ? describeCompleteness(data.completeness) : [],
  );
  const failed = answers.filter(({ error }) => error !== null);
  const failedFields = new Set([
    ...(shared.error ? free : []),
    ...filtering.filter((_, place) => own[place]?.error),
  ]);
  return {
    counts,
    notes: [...new Set(notes)],
    error: failed[0]?.error ?? undefined,
    failedFields,
    retry: () => {
      for (const answer of failed) void answer.refetch();
    },
  };
}

/** The same window without what one facet asks for. */
export function scopeWithout(scope: Scope, query: Query, field: string): Scope {
  return { ...scope, q: printQuery(clearFacet(query, field)) };
}

function splitBySelection(
  query: Query,
  fields: readonly string[],
): readonly [free: readonly string[], filtering: readonly string[]] {
  const isFiltering = (field: string) => {
    const { included, excluded } = facetSelection(query, field);
    return included.length + excluded.length > 0;
  };
  return [fields.filter((field) => !isFiltering(field)), fields.filter(isFiltering)];
}

function toCounts(
  { field, values, otherCount }: FacetsAnswer['facets'][number],
  query: Query,
  isStale: boolean,
): FacetCounts {
  const listed = new Set(values.map(({ value }) => value));
  const { included, excluded } = facetSelection(query, field);
  const chosen = [...included, ...excluded].filter((value) => !listed.has(value));
  return {
    // A chosen value is a box that must be there to be taken back, however rare it is.
    values: [...chosen.map((value) => ({ value, count: 0 })), ...values],
    otherCount,
    isStale,
  };
}
