import type { Context } from 'hono';
import { problem } from '../../shared/api/problem.ts';
import type { AllowedMethods } from './allowedMethods.ts';
import type { AppEnv } from './appEnv.ts';
import { problemJson } from './problemJson.ts';

/** For what no route took: a known path with another method, a question about methods, or nothing. */
export const notFound =
  (allowed: AllowedMethods, hint: string) =>
  (c: Context<AppEnv>): Response => {
    const methods = allowed(c.req.path);
    const allow = methods.join(', ');
    if (methods.length === 0) {
      return problemJson(c, problem('not-found', `No such address. ${hint}`));
    }
    if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow } });
    return problemJson(c, problem('method-not-allowed', `Use one of ${allow}.`), { allow });
  };
