import { isIP } from 'node:net';
import { isLoopback } from './addresses.ts';

export interface HostPolicy {
  serves(hostHeader: string): boolean;
  /** Names given by configuration, lower case. */
  readonly configured: ReadonlySet<string>;
}

/**
 * Which `Host` headers are served. A page of a foreign site can point its own
 * name at this machine (DNS rebinding) and would then be same-origin with us;
 * its name in `Host` gives it away. A literal address cannot be rebound, so any
 * is fine where the server is reachable from elsewhere anyway.
 */
export function hostPolicy(listenHost: string, allowedHosts: readonly string[]): HostPolicy {
  const configured = new Set(allowedHosts.map((host) => host.toLowerCase()));
  const listensOn = listenHost.toLowerCase();
  const isPublic = !isLoopback(listenHost);
  return {
    configured,
    serves(hostHeader) {
      const host = hostName(hostHeader);
      if (host === undefined) return false;
      if (isLoopback(host) || host === listensOn || configured.has(host)) return true;
      return isPublic && isIP(host) !== 0;
    },
  };
}

/** `[::1]:4100` → `::1`, `Example.org.:80` → `example.org`. */
export function hostName(hostHeader: string): string | undefined {
  const [, bracketed, plain] =
    /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(hostHeader) ?? [];
  return (bracketed ?? plain)?.toLowerCase().replace(/\.$/, '');
}
