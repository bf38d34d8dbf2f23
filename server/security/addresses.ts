import { BlockList, isIP, isIPv4 } from 'node:net';
import { fail, ok, type Result } from '../../shared/result.ts';

/** A set of IP addresses and networks. An IPv4 address inside IPv6 (`::ffff:10.0.0.1`) counts as IPv4. */
export interface AddressSet {
  has(address: string | undefined): boolean;
}

/** Reads addresses and networks such as `10.0.0.0/8` or `fd00::/8`. */
export function parseAddresses(items: readonly string[]): Result<AddressSet> {
  const list = new BlockList();
  for (const item of items) {
    if (!addTo(list, item)) {
      return fail({ message: `"${item}" is no IP address or network (10.0.0.1, 10.0.0.0/8)` });
    }
  }
  return ok({
    has(address) {
      if (address === undefined) return false;
      const plain = withoutMapping(address);
      return isIP(plain) !== 0 && list.check(plain, family(plain));
    },
  });
}

/** True for the names and addresses by which only this machine can reach itself. */
export function isLoopback(host: string): boolean {
  const plain = withoutMapping(host.toLowerCase());
  if (plain === 'localhost' || plain.endsWith('.localhost')) return true;
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'));
}

function addTo(list: BlockList, item: string): boolean {
  const [address = '', prefix, ...rest] = item.split('/');
  if (isIP(address) === 0 || rest.length > 0) return false;
  if (prefix === undefined) {
    list.addAddress(address, family(address));
    return true;
  }
  const bits = Number(prefix);
  if (!/^\d+$/.test(prefix) || bits > (isIPv4(address) ? 32 : 128)) return false;
  list.addSubnet(address, bits, family(address));
  return true;
}

const family = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6');

function withoutMapping(address: string): string {
  return address.toLowerCase().startsWith('::ffff:') && isIPv4(address.slice(7))
    ? address.slice(7)
    : address;
}
