import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** An address that a request from outside must not reach. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
}

const PRIVATE_IPV4 = [
  ['0.0.0.0', 8], // this host
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // carrier-grade NAT, also used for cloud metadata
  ['127.0.0.0', 8],
  ['169.254.0.0', 16], // link-local, cloud metadata
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved and broadcast
] as const;

const blocked = new BlockList();
for (const [network, prefix] of PRIVATE_IPV4) blocked.addSubnet(network, prefix, 'ipv4');
// Of IPv6 only global unicast is allowed; what embeds an IPv4 address is judged by that address.
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
blocked.addSubnet('2001::', 23, 'ipv6'); // special purposes, Teredo among them
blocked.addSubnet('2001:db8::', 32, 'ipv6');
blocked.addSubnet('2002::', 16, 'ipv6'); // 6to4: carries any IPv4 address
blocked.addSubnet('3fff::', 20, 'ipv6');

/** Whether an IP address is loopback, private, link-local, metadata, multicast or reserved. */
export function isPrivateAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return blocked.check(address, 'ipv4');
  if (version !== 6) return true;
  const plain = address.split('%')[0] ?? address;
  return !global6.check(plain, 'ipv6') || blocked.check(plain, 'ipv6');
}

/** Whether a URL's host is private without asking DNS: an IP literal, or a name that always means this machine. */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  if (isIP(host) !== 0) return isPrivateAddress(host);
  return host === 'localhost' || host.endsWith('.localhost');
}

/** Whether an IP address is this machine's own. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

/**
 * A `lookup` for sockets that fails when a name leads to an address that is not allowed.
 *
 * The check stands at connect time: a name checked earlier may resolve to something else by then (DNS rebinding).
 */
export function guardedLookup(isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    dnsLookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const [first] = (addresses as LookupAddress[] | undefined) ?? [];
      if (error || !first) {
        callback(error ?? new Error(`${hostname} has no address`), '');
        return;
      }
      const refused = addresses.find(({ address }) => !isAllowed(address));
      if (refused) callback(refusal(hostname, refused.address), '');
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** @throws AddressRefusedError when the host is an IP literal that is not allowed: sockets look such a host up nowhere. */
export function checkLiteralHost(hostname: string, isAllowed: (address: string) => boolean): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isAllowed(host)) throw refusal(host, host);
}

function refusal(hostname: string, address: string): AddressRefusedError {
  return new AddressRefusedError(
    `${hostname} leads to the private address ${address}, which is not allowed here`,
  );
}
