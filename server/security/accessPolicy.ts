import { fail, ok, type Result } from '../../shared/result.ts';
import type { AddressSet } from './addresses.ts';
import { isLoopback } from './addresses.ts';
import type { AccessPolicy } from './identify.ts';
import type { Principal } from './principal.ts';
import { proxyTrust } from './proxy.ts';
import type { TokenTable } from './tokens.ts';

export interface AccessSettings {
  readonly host: string;
  readonly tokens?: TokenTable | undefined;
  readonly trustedProxy?: AddressSet | undefined;
  readonly allowAnonymous: 'off' | 'on' | 'viewer' | 'operator';
}

/** Who may come in; refuses to serve everybody on a public address unless told to in so many words. */
export function accessPolicy(settings: AccessSettings): Result<AccessPolicy, string> {
  const { tokens, trustedProxy } = settings;
  const isKnownOnly = tokens !== undefined || trustedProxy !== undefined;
  const anonymous = anonymousPrincipal(settings, isKnownOnly);
  if (!isKnownOnly && anonymous === undefined) return fail(notOnAPublicAddress(settings.host));
  return ok({
    ...(tokens === undefined ? {} : { tokens }),
    ...(trustedProxy === undefined ? {} : { proxy: proxyTrust(trustedProxy) }),
    ...(anonymous === undefined ? {} : { anonymous }),
  });
}

function anonymousPrincipal(
  { host, allowAnonymous }: AccessSettings,
  isKnownOnly: boolean,
): Principal | undefined {
  if (allowAnonymous !== 'off') {
    const role = allowAnonymous === 'viewer' ? 'viewer' : 'operator';
    return { name: 'anonymous', role, via: 'anonymous' };
  }
  if (isKnownOnly || !isLoopback(host)) return undefined;
  return { name: 'local', role: 'operator', via: 'loopback' };
}

const notOnAPublicAddress = (host: string): string =>
  [
    `Refusing to listen on ${host}: everybody who reaches it could read and change everything.`,
    'Do one of these:',
    '  HOPSCOPE_TOKENS_FILE=tokens.yaml     callers send a bearer token',
    '  HOPSCOPE_TRUSTED_PROXY=10.0.0.0/8    a reverse proxy there says who calls',
    '  HOPSCOPE_ALLOW_ANONYMOUS=viewer      everybody may read (on: and change)',
    '  HOPSCOPE_HOST=127.0.0.1              only this machine',
  ].join('\n');
