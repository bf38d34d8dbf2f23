import { BadRequest } from '../../traceStore.ts';
import type { EngineLimits } from '../discovery/spanIndices.ts';
import type { Json, JsonBody } from '../engine/engineCall.ts';

/** Left for what is put around a query: time, trace ids, collapsing. */
const SPARE_CLAUSES = 24;

/** Throws `BadRequest` when the engine would refuse the query for its size. */
export function checkClauses(query: JsonBody, { maxClauseCount }: EngineLimits): void {
  const clauses = leavesOf(query);
  if (clauses + SPARE_CLAUSES <= maxClauseCount) return;
  throw new BadRequest(
    `The query is too long for this engine: it comes to ${clauses} clauses and ${maxClauseCount} are allowed (indices.query.bool.max_clause_count). Say the place of a key (span., resource.), or use fewer conditions.`,
  );
}

const COMPOUND = new Set(['bool', 'filter', 'should', 'must_not', 'nested', 'query']);

/** Conditions that stand for themselves, as the engine counts them. */
function leavesOf(query: JsonBody): number {
  let leaves = 0;
  const open: Json[] = [query];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) {
      for (const item of next) open.push(item);
    } else if (typeof next === 'object' && next !== null) {
      for (const [name, member] of Object.entries(next)) {
        if (COMPOUND.has(name)) open.push(member);
        else if (typeof member === 'object') leaves++;
      }
    }
  }
  return leaves;
}
