import { isPrivateAddress } from '@org/media-activities';
import { isIP } from 'node:net';

/**
 * What is wrong with an address that a stranger gave us, as far as it can be seen without asking anybody. A name is
 * judged when somebody connects to it. URL parsing turns decimal, octal and hex forms of an address into the usual one.
 */
export function urlProblem(
  text: string,
  { protocols, allowPrivate }: { readonly protocols: readonly string[]; readonly allowPrivate: boolean },
): string | undefined {
  if (!URL.canParse(text)) return 'is not a URL';
  const url = new URL(text);
  if (!protocols.includes(url.protocol))
    return `has to begin with ${protocols.map((one) => `${one}//`).join(' or ')}`;
  if (url.username || url.password) return 'must not hold credentials: use a presigned URL';
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (allowPrivate || url.protocol === 's3:') return undefined;
  const isLocalName = /(^|\.)(localhost|local|internal|home\.arpa)$/i.test(host);
  if (isLocalName || (isIP(host) !== 0 && isPrivateAddress(host))) {
    return `names ${host}, which is not a public address`;
  }
  return undefined;
}
