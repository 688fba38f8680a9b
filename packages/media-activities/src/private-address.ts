import ipaddr from 'ipaddr.js';

/**
 * True unless an address belongs to the public internet.
 *
 * Loopback, private, link-local (the metadata services of clouds), carrier-grade NAT, multicast, reserved and
 * documentation ranges are all private here. An IPv4 address inside an IPv6 one (mapped, translated by NAT64, 6to4,
 * Teredo) is judged as itself where it can be read, and refused where it cannot. What cannot be parsed is private.
 */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return true;
  const parsed = ipaddr.process(bare);
  if (parsed.kind() === 'ipv4') return parsed.range() !== 'unicast';
  const inside = embeddedIpv4(parsed as ipaddr.IPv6);
  return inside === undefined ? parsed.range() !== 'unicast' : isPrivateAddress(inside);
}

/** NAT64 (64:ff9b::/96) ends in the IPv4 address; 6to4 (2002::/16) has it after the prefix. */
function embeddedIpv4(address: ipaddr.IPv6): string | undefined {
  const bytes = address.toByteArray();
  switch (address.range()) {
    case 'rfc6052':
      return bytes.slice(12).join('.');
    case '6to4':
      return bytes.slice(2, 6).join('.');
    default:
      return undefined;
  }
}
