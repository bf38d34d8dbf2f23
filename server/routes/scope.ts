import { type Problem, problem } from '../../shared/api/problem.ts';
import type { Query } from '../../shared/query/ast.ts';
import { parseQuery } from '../../shared/query/parser.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { parseRange } from '../../shared/time/range.ts';
import type { TimeRange } from '../stores/traceStore.ts';

export interface ScopeParameters {
  readonly q: string;
  readonly from: string;
  readonly to: string;
}

/** Which traces a request is about: the query and the time range, read as the page reads them. */
export function readScope(
  { q, from, to }: ScopeParameters,
  nowMs: number,
): Result<TimeRange & { readonly where: Query }, Problem<'bad-query' | 'bad-request'>> {
  const range = parseRange(from, to, nowMs);
  if (!range.ok) return fail(problem('bad-request', range.error.message));
  const where = parseQuery(q);
  if (!where.ok) {
    const { message, position, length } = where.error;
    return fail(problem('bad-query', message, { parameter: 'q', position, length }));
  }
  return ok({ ...range.value, where: where.value });
}
