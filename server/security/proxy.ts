import type { AddressSet } from './addresses.ts';
import type { Identified } from './principal.ts';
import { ROLES } from './roles.ts';

/** Headers a trusted proxy sets after it has authenticated the caller. */
export const FORWARDED_USER = 'x-forwarded-user';
export const FORWARDED_ROLE = 'x-forwarded-role';

/** From anywhere but the proxy's own addresses its headers mean nothing. */
export interface ProxyTrust {
  trusts(remoteAddress: string | undefined): boolean;
  identify(user: string, role: string | undefined): Identified;
}

export function proxyTrust(addresses: AddressSet): ProxyTrust {
  return {
    trusts: (remoteAddress) => addresses.has(remoteAddress),
    identify(user, roleText) {
      const role = roleText === undefined ? 'viewer' : ROLES.find((known) => known === roleText);
      if (role === undefined || user === '') return { ok: false, reason: BAD_PROXY_HEADERS };
      return { ok: true, principal: { name: user.slice(0, 100), role, via: 'proxy' } };
    },
  };
}

const BAD_PROXY_HEADERS = `The proxy must send ${FORWARDED_USER} and, if at all, ${FORWARDED_ROLE}: ${ROLES.join(' or ')}.`;
