import type { SpanIndices } from '../discovery/spanIndices.ts';
import { anyOf, type Bounds } from './bounds.ts';
import { elevatedQuery } from './elevatedQuery.ts';
import { listQuery, type TagQuestion } from './tagQuery.ts';

/** Spans with a tag at the place that answers the question, be it in a list or a field of its own. */
export function tagsIn(
  place: 'span' | 'resource' | 'event',
  question: TagQuestion,
  indices: SpanIndices,
): Bounds {
  const { lists, objects } = indices.fields;
  const isPlace = (its: { readonly place: string }) => its.place === place;
  return anyOf([
    ...lists.filter(isPlace).map((list) => listQuery(question, list, indices.limits)),
    ...objects.filter(isPlace).map((object) => elevatedQuery(question, object, indices)),
  ]);
}
