import type { SpanQuery } from '../../../../shared/query/ast.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import { attributeQuery } from './attributeQuery.ts';
import { allOf, anyOf, type Bounds, HOLDS, isExact, notOf } from './bounds.ts';
import { checkClauses } from './clauseBudget.ts';
import type { EngineQuery } from './engineQuery.ts';
import { joinValues } from './joinValues.ts';
import { spanFieldQuery } from './spanFieldQuery.ts';
import { textQuery } from './textQuery.ts';
import { notesOn } from './unindexedNotes.ts';

/**
 * What `query` asks of one span, in the engine's words. Rejects as `BadRequest` what the engine is
 * known to refuse: more conditions than it takes at once.
 *
 * Besides values that are too long to be indexed, these tell an exact answer from `spanMatcher`'s:
 * a key that stands twice in one list, of which decoding keeps the last; a number in a spelling that
 * no writer of Jaeger has; doubles put as `-0`, or before 2025 as `1e+10`, under a wildcard or a
 * regular expression; and a tag without a value that is a field of its own.
 */
export function engineQueryOf(query: SpanQuery, indices: SpanIndices): EngineQuery {
  const bounds = compile(query, indices);
  checkClauses(bounds.atMost, indices.limits);
  return {
    dsl: bounds.atMost,
    reach: isExact(bounds) ? 'exact' : 'wider',
    notes: [...notesOn(query, indices), ...(isBlind(bounds, indices) ? [BLIND] : [])],
  };
}

const isBlind = (bounds: Bounds, { limits }: SpanIndices): boolean =>
  !limits.allowsExpensive && !isExact(bounds);

const BLIND =
  'This engine is told not to search nested tags, wildcards or parts of words (search.allow_expensive_queries is false): traces are read and looked through one by one instead.';

// The parser bounds the depth.
function compile(query: SpanQuery, indices: SpanIndices): Bounds {
  switch (query.kind) {
    case 'all':
      return HOLDS;
    case 'and':
      return allOf(query.nodes.map((node) => compile(node, indices)));
    case 'or':
      return anyOf(joinValues(query.nodes).map((node) => compile(node, indices)));
    case 'not':
      return notOf(compile(query.node, indices));
    case 'attribute':
      return attributeQuery(query, indices);
    case 'spanField':
      return spanFieldQuery(query, indices);
    case 'text':
      return textQuery(query.text, indices);
  }
}
