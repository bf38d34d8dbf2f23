import type { AttributePlace, AttributeTerm } from '../../../../shared/query/ast.ts';
import { aliasesOf } from '../../../../shared/span/aliases.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import { anyOf, type Bounds } from './bounds.ts';
import { movedAttribute, takenFrom } from './movedAttributes.ts';
import { resourceQuery } from './serviceQuery.ts';
import { tagsIn } from './tagsIn.ts';

const TAGGED = ['span', 'event'] as const;

/**
 * What an attribute term asks of a span: wherever tags of the key may be, less those that decoding
 * makes into something else, and what it makes into attributes. Of attributes of scopes and links
 * Jaeger keeps no others.
 */
export function attributeQuery(term: AttributeTerm, indices: SpanIndices): Bounds {
  const { place, test } = term;
  const isAsked = (its: AttributePlace) => place === undefined || place === its;
  const keys = aliasesOf(term.key);
  const parts = TAGGED.filter(isAsked).map((its) =>
    tagsIn(its, { keys, test, taken: takenFrom(its, term) }, indices),
  );
  if (isAsked('resource')) parts.push(resourceQuery({ keys, test }, indices));
  if (isAsked('scope') || isAsked('link')) parts.push(movedAttribute(term, indices));
  return anyOf(parts);
}
