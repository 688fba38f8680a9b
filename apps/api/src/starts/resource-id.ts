import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const LENGTH = 26;

/** An id that follows from what names a resource, so that the same request names the same one; without that, any. */
export function resourceId(prefix: string, named?: readonly string[]): string {
  const seed = named
    ? createHash('sha256')
        .update(named.map((part) => `${part.length}:${part}`).join(''))
        .digest()
    : randomBytes(32);
  // Five bits of a byte each: more than enough of them, and no bias.
  return `${prefix}_${[...seed.subarray(0, LENGTH)].map((byte) => ALPHABET[byte & 31]).join('')}`;
}
