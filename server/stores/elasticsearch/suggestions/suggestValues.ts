import type { FieldValuesAnswer } from '../../../../shared/api/answers.ts';
import { MATCH_ALL } from '../../../../shared/query/ast.ts';
import type { PrefixRequest } from '../../traceStore.ts';
import type { AggregateParts } from '../aggregates/aggregateParts.ts';
import { countFacets } from '../aggregates/facets.ts';
import type { SpanAsk } from '../discovery/spanSource.ts';

const ALL_TIME = { fromUs: -(2 ** 62), toUs: 2 ** 62 };

/** As many as a facet may list. */
const MOST_VALUES = 1_000;

/** Values of one field that start with the prefix, with the traces that have them. */
export async function suggestValues(
  { field, prefix, limit }: PrefixRequest & { readonly field: string },
  ask: SpanAsk,
  parts: AggregateParts,
): Promise<FieldValuesAnswer> {
  const request = { where: MATCH_ALL, ...ALL_TIME, fields: [field], size: MOST_VALUES };
  const { facets, completeness } = await countFacets(request, ask, parts);
  const [facet] = facets;
  const values = (facet?.values ?? []).filter(({ value }) => value.startsWith(prefix));
  const isCut = (facet?.otherCount ?? 0) > 0 && values.length < limit;
  const cut = `Of ${field} the ${MOST_VALUES.toLocaleString('en')} most frequent values are looked through.`;
  return {
    values: values.slice(0, limit),
    completeness: isCut
      ? { ...completeness, isComplete: false, notes: [...completeness.notes, cut] }
      : completeness,
  };
}
