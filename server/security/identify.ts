import type { Identified, Principal } from './principal.ts';
import type { ProxyTrust } from './proxy.ts';
import type { TokenTable } from './tokens.ts';

export interface AccessPolicy {
  readonly tokens?: TokenTable;
  readonly proxy?: ProxyTrust;
  /** For callers without credentials; absent means they are refused. */
  readonly anonymous?: Principal;
}

/** The part of a request that says who asks. */
export interface Credentials {
  readonly authorization?: string;
  readonly forwardedUser?: string;
  readonly forwardedRole?: string;
  readonly remoteAddress?: string;
}

/**
 * Credentials that were given and are wrong are refused, even where anonymous
 * callers are welcome: silently becoming somebody lesser hides an expired token.
 */
export function identify(policy: AccessPolicy, given: Credentials, nowMs: number): Identified {
  if (policy.proxy?.trusts(given.remoteAddress) && given.forwardedUser !== undefined) {
    return policy.proxy.identify(given.forwardedUser, given.forwardedRole);
  }
  if (policy.tokens !== undefined && given.authorization !== undefined) {
    return policy.tokens.identify(given.authorization, nowMs);
  }
  if (policy.anonymous !== undefined) return { ok: true, principal: policy.anonymous };
  return { ok: false, reason: policy.tokens === undefined ? COME_BY_PROXY : SEND_A_TOKEN };
}

const COME_BY_PROXY = 'This server answers its own reverse proxy only.';
const SEND_A_TOKEN =
  'Send "Authorization: Bearer <token>". A browser asks for a user name, which may be any, and a password, which is the token.';
