import { randomUUID } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics.ts';
import { SECURITY_HEADERS } from '../security/headers.ts';
import type { AppEnv } from './appEnv.ts';

/** Around every request: its id, the security headers on whatever answer comes out, log and metrics. */
export const requestFrame =
  (log: Logger, metrics: Metrics): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const startedMs = performance.now();
    const requestId = givenRequestId(c) ?? randomUUID();
    c.set('requestId', requestId);
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.res.headers.set(name, value);
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
    c.res.headers.set('x-request-id', requestId);
    const durationMs = performance.now() - startedMs;
    const seen = { method: c.req.method, route: routeOf(c), status: c.res.status };
    metrics.observeRequest({ ...seen, durationSeconds: durationMs / 1_000 });
    log.debug({ requestId, ...seen, durationMs: Math.round(durationMs) }, 'request');
  };

/** A caller's id is kept when it can do no harm in a log. */
function givenRequestId(c: Context<AppEnv>): string | undefined {
  const given = c.req.header('x-request-id');
  return given !== undefined && /^[\w.-]{1,64}$/.test(given) ? given : undefined;
}

function routeOf(c: Context<AppEnv>): string {
  const route = matchedRoutes(c).findLast(({ method }) => method !== 'ALL');
  return route === undefined ? 'none' : route.path;
}
