import type { SpanQuery, SpanTerm } from '../../../../shared/query/ast.ts';
import { aliasesOf } from '../../../../shared/span/aliases.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import { isAnyValue, longestText, patternsOf } from './askedValue.ts';

/** What a query may miss because the engine did not index it; nothing where it knows. */
export function notesOn(query: SpanQuery, indices: SpanIndices): readonly string[] {
  if (!termsOf(query).some((term) => mayMissLong(term, indices))) return [];
  return [
    `Values longer than ${indices.limits.ignoreAbove} characters are not searched by this engine: it stores them without indexing them.`,
  ];
}

function mayMissLong(term: SpanTerm, indices: SpanIndices): boolean {
  if (term.kind === 'text') return true;
  if (term.kind === 'spanField') return false;
  const { key, test } = term;
  // In lists and on Elasticsearch it is known where values are that are not indexed.
  const isLost = indices.engine !== 'elasticsearch' && isElevated(key, indices);
  if (longestText(test) > indices.limits.ignoreAbove) return isLost;
  if (isAnyValue(test)) return isLost;
  return test.op === '=~' || patternsOf(test).some(({ parts }) => parts.length > 1);
}

function isElevated(key: string, { fields, dotReplacement }: SpanIndices): boolean {
  const names = aliasesOf(key).map((alias) => alias.replaceAll('.', dotReplacement));
  return fields.objects.some((object) => {
    const known = object.names;
    return known === undefined || names.some((name) => known.has(name));
  });
}

function termsOf(query: SpanQuery): readonly SpanTerm[] {
  switch (query.kind) {
    case 'all':
      return [];
    case 'and':
    case 'or':
      return query.nodes.flatMap(termsOf);
    case 'not':
      return termsOf(query.node);
    default:
      return [query];
  }
}
