import type { FacetsAnswer, ValueCount } from '../../../shared/api/answers.ts';

type Facet = FacetsAnswer['facets'][number];

/** The most frequent values of a field, and how many traces have others. */
export function facetOf(field: string, counts: ReadonlyMap<string, number>, size: number): Facet {
  const values = Array.from(counts, ([value, count]) => ({ value, count })).sort(byCount);
  let otherCount = 0;
  for (const { count } of values.slice(size)) otherCount += count;
  return { field, values: values.slice(0, size), otherCount };
}

export function byCount(a: ValueCount, b: ValueCount): number {
  return b.count - a.count || byText(a.value, b.value);
}

export function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function addTo(counts: Map<string, number>, value: string, more = 1): void {
  counts.set(value, (counts.get(value) ?? 0) + more);
}
