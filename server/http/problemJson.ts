import type { Context } from 'hono';
import { type Problem, type ProblemKind, problem } from '../../shared/api/problem.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** Answers with the problem and its own status; typed, so that a route's error shows in its type. */
export function problemJson<K extends ProblemKind>(
  c: Context,
  body: Problem<K>,
  headers: Readonly<Record<string, string>> = {},
) {
  return c.json(body, body.status, { ...headers, 'content-type': PROBLEM_TYPE });
}

/** The same outside of a context: for what fails before a request reaches the app. */
export function problemResponse(
  kind: ProblemKind,
  detail: string,
  headers: Readonly<Record<string, string>>,
): Response {
  const body = problem(kind, detail);
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: { ...headers, 'content-type': PROBLEM_TYPE },
  });
}
