import type { MiddlewareHandler } from 'hono';
import { getPath } from 'hono/utils/url';
import { problem } from '../../shared/api/problem.ts';
import type { AppEnv } from './appEnv.ts';
import { problemJson } from './problemJson.ts';

/** No path: every path starts with a slash. */
const OUTSIDE = '';

/** The path to route by: what follows the base path, so that no route needs to know it. */
export const pathBelow =
  (basePath: string) =>
  (request: Request): string => {
    const path = getPath(request);
    return path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : OUTSIDE;
  };

/** Answers for everything outside the base path; the base without its slash is one step away. */
export const stayBelow =
  (basePath: string): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    if (c.req.path !== OUTSIDE) return await next();
    if (getPath(c.req.raw) === basePath) return c.redirect(`${basePath}/`, 308);
    return problemJson(c, problem('not-found', `Everything here is below ${basePath}/.`));
  };
