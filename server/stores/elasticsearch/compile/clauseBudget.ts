import { BadRequest } from '../../traceStore.ts';
import type { EngineLimits } from '../discovery/spanIndices.ts';
import type { Json, JsonBody } from '../engine/engineCall.ts';
import { listOf, memberOf, objectOf } from '../engine/json.ts';

/** Left for what is put around a query: time, trace ids, other conditions. */
const SPARE_CLAUSES = 24;
const SPARE_DEPTH = 3;

/** `indices.query.bool.max_nested_depth` of OpenSearch; Elasticsearch has 30. */
const MOST_DEEP = 20;

/** Throws `BadRequest` when the engine would refuse the query for its size. */
export function checkClauses(query: JsonBody, { maxClauseCount }: EngineLimits): void {
  const { leafCount, depth } = sizeOf(query);
  if (leafCount + SPARE_CLAUSES > maxClauseCount) {
    throw new BadRequest(
      `The query is too long for this engine: it comes to ${leafCount} clauses and ${maxClauseCount} are allowed (indices.query.bool.max_clause_count). Say the place of a key (span., resource.), or use fewer conditions.`,
    );
  }
  if (depth + SPARE_DEPTH > MOST_DEEP) {
    throw new BadRequest(
      `The query is nested too deeply for this engine: use fewer parentheses inside of parentheses (it comes to ${depth} levels, and ${MOST_DEEP - SPARE_DEPTH} are possible).`,
    );
  }
}

/** How many conditions stand for themselves, as the engine counts them, and how deep. */
function sizeOf(query: JsonBody): { readonly leafCount: number; readonly depth: number } {
  let leafCount = 0;
  let deepest = 0;
  const open: { readonly query: Json; readonly depth: number }[] = [{ query, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const depth = next.depth + 1;
    deepest = Math.max(deepest, next.depth);
    const inner = innerQueries(next.query);
    if (inner.length === 0) leafCount++;
    for (const each of inner) open.push({ query: each, depth });
  }
  return { leafCount, depth: deepest };
}

function innerQueries(query: Json): readonly Json[] {
  const nested = objectOf(memberOf(memberOf(query, 'nested'), 'query'));
  if (nested !== undefined) return [nested];
  const bool = memberOf(query, 'bool');
  return ['filter', 'should', 'must_not'].flatMap((part) => listOf(memberOf(bool, part)));
}
