import type { Context, MiddlewareHandler } from 'hono';
import { problem } from '../../shared/api/problem.ts';
import type { AllowedMethods } from '../http/allowedMethods.ts';
import type { AppEnv } from '../http/appEnv.ts';
import { problemJson } from '../http/problemJson.ts';
import { refuseChange, SAFE_METHODS } from './changes.ts';
import type { HostPolicy } from './hosts.ts';
import { type AccessPolicy, identify } from './identify.ts';
import { refusePath } from './paths.ts';
import { FORWARDED_ROLE, FORWARDED_USER } from './proxy.ts';

/** Before anything is routed: paths that two readers could read differently, and foreign host names. */
export const guardTarget =
  (hosts: HostPolicy): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const refusal = refusePath(c.env?.incoming?.url ?? pathOf(c.req.url));
    if (refusal !== undefined) return problemJson(c, problem('bad-path', refusal));
    if (!hosts.serves(hostOf(c))) return problemJson(c, problem('host-not-allowed', SET_HOSTS));
    return await next();
  };

const SET_HOSTS =
  'If this name is meant to reach Hopscope, list it in HOPSCOPE_ALLOWED_HOSTS and restart.';

/** Says who asks. Viewers read; whatever changes something needs an operator. */
export const guardAccess =
  (policy: AccessPolicy, nowMs: () => number): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const identified = identify(policy, credentialsOf(c), nowMs());
    if (!identified.ok) {
      const answer = problemJson(c, problem('not-authenticated', identified.reason));
      if (policy.tokens !== undefined) {
        answer.headers.set('www-authenticate', CHALLENGES);
      }
      return answer;
    }
    c.set('principal', identified.principal);
    if (!SAFE_METHODS.has(c.req.method) && identified.principal.role !== 'operator') {
      return problemJson(c, problem('forbidden', NEEDS_OPERATOR));
    }
    return await next();
  };

/**
 * Browsers cannot be told to send a bearer token with a navigation; a password they can. Both
 * travel on one line, and Chromium takes no notice of Basic unless it comes first.
 */
const CHALLENGES =
  'Basic realm="Hopscope: any user name, your token as the password", Bearer realm="Hopscope"';
const NEEDS_OPERATOR = 'This needs the role operator; you are a viewer.';

/**
 * Against changes that a foreign page makes a browser send. Where no route takes
 * the method there is nothing to change, and 405 is the better answer.
 */
export const guardChanges =
  (hosts: HostPolicy, allowed: AllowedMethods): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const { method, path } = c.req;
    const routed = allowed(path);
    const isTaken = routed.includes(method) || routed.includes('ALL');
    if (SAFE_METHODS.has(method) || !isTaken) return await next();
    const refusal = refuseChange(
      {
        ...optional('hopscopeHeader', c.req.header('x-hopscope')),
        ...optional('origin', c.req.header('origin')),
        ...optional('fetchSite', c.req.header('sec-fetch-site')),
        ...optional('contentType', c.req.header('content-type')),
        host: hostOf(c),
        hasBody: hasBody(c),
      },
      hosts.configured,
    );
    return refusal === undefined ? await next() : problemJson(c, refusal);
  };

function credentialsOf(c: Context<AppEnv>) {
  return {
    ...optional('authorization', c.req.header('authorization')),
    ...optional('forwardedUser', c.req.header(FORWARDED_USER)),
    ...optional('forwardedRole', c.req.header(FORWARDED_ROLE)),
    ...optional('remoteAddress', c.env?.incoming?.socket.remoteAddress),
  };
}

const optional = <K extends string>(key: K, value: string | undefined) =>
  value === undefined ? {} : ({ [key]: value } as Record<K, string>);

const hostOf = (c: Context<AppEnv>): string => c.req.header('host') ?? new URL(c.req.url).host;

const pathOf = (url: string): string => url.replace(/^[a-z]+:\/\/[^/]*/, '');

function hasBody(c: Context<AppEnv>): boolean {
  // Node's adapter makes a body for every POST, so there only the headers tell.
  if (c.env?.incoming === undefined) return c.req.raw.body !== null;
  const length = c.req.header('content-length');
  return (
    c.req.header('transfer-encoding') !== undefined || (length !== undefined && length !== '0')
  );
}
