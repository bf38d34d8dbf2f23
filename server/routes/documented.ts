import { OpenAPIHono, type z } from '@hono/zod-openapi';
import { problemSchema } from '../../shared/api/answerSchemas.ts';
import { problem } from '../../shared/api/problem.ts';
import type { AppEnv } from '../http/appEnv.ts';
import { problemJson } from '../http/problemJson.ts';

/** A router whose requests are validated by the schemas that document them. */
export function documentedRouter() {
  return new OpenAPIHono<AppEnv>({
    defaultHook(result, c) {
      if (result.success) return undefined;
      const [issue] = result.error.issues;
      const parameter =
        issue?.path[0] ?? (issue?.code === 'unrecognized_keys' ? issue.keys[0] : '');
      return problemJson(
        c,
        problem('bad-request', detailOf(issue, String(parameter)), {
          parameter: String(parameter),
        }),
      );
    },
  });
}

/** What stands twice in an address arrives as a list, of which the schemas know nothing. */
function detailOf(issue: z.core.$ZodIssue | undefined, parameter: string): string {
  const isList = issue?.code === 'invalid_type' && issue.message.endsWith('received array');
  if (isList) return `${parameter} must be given once`;
  return issue?.message ?? 'A parameter cannot be read.';
}

export const jsonAnswer = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

export const problemAnswer = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

/** What the guard of the Host header answers, on every route. */
export const HOST_PROBLEMS = {
  403: problemAnswer('The Host header names a host that is not served'),
};

/** What the guards answer on every route but those about health. */
export const ACCESS_PROBLEMS = {
  401: problemAnswer('Callers must be known: send a token'),
  403: problemAnswer('Not allowed for this role, host or origin'),
};

/** What every route over the store may answer besides. */
export const STORE_PROBLEMS = {
  ...ACCESS_PROBLEMS,
  400: problemAnswer('A parameter or the query cannot be read'),
  503: problemAnswer('The store does not answer, or the server is stopping'),
  504: problemAnswer('The answer took too long'),
};

export const TRACE_PROBLEMS = {
  ...STORE_PROBLEMS,
  404: problemAnswer('No span of the trace is stored'),
};
