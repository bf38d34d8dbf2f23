import type { SpanQuery, SpanTerm } from '../../../../shared/query/ast.ts';
import type { EngineLimits } from '../discovery/spanIndices.ts';

/** Keys whose values are often long: statements, stack traces, addresses, bodies. */
const OFTEN_LONG =
  /(?:^|[._-])(?:message|stacktrace|stack|statement|text|query|sql|url|uri|full|body|payload|description|command|headers?|error)$/i;

/** What a query may miss because the engine did not index it; nothing where that is unlikely. */
export function notesOn(query: SpanQuery, { ignoreAbove }: EngineLimits): readonly string[] {
  const isAffected = termsOf(query).some(mayMissLong);
  if (!isAffected) return [];
  return [
    `Values longer than ${ignoreAbove} characters are not searched by this engine: it stores them without indexing them.`,
  ];
}

function mayMissLong(term: SpanTerm): boolean {
  if (term.kind === 'text') return true;
  const { test } = term;
  if (test.op === '=' || test.op === 'in') {
    const patterns = test.op === '=' ? [test.value] : test.values;
    const isWild = patterns.some(({ parts }) => parts.length > 1 && parts.some(Boolean));
    return isWild && isOftenLong(term);
  }
  return test.op === '=~' && isOftenLong(term);
}

const isOftenLong = (term: SpanTerm): boolean =>
  term.kind === 'attribute' && OFTEN_LONG.test(term.key);

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
