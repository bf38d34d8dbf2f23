import type { SpanQuery } from '../../../../shared/query/ast.ts';
import type { SpanIndices } from '../discovery/spanIndices.ts';
import type { EngineQuery } from './engineQuery.ts';

/** What `query` asks of one span, in the engine's words. */
export function engineQueryOf(query: SpanQuery, _indices: SpanIndices): EngineQuery {
  const isAll = query.kind === 'all';
  return { dsl: { match_all: {} }, reach: isAll ? 'exact' : 'wider', notes: [] };
}
