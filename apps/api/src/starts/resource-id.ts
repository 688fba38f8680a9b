import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const LENGTH = 26;

/**
 * The id of what a request starts. With an idempotency key it follows from tenant, route and key alone, so that the
 * same request names the same workflow, whoever carries it out and whatever was lost in between.
 */
export function resourceId(
  prefix: string,
  {
    tenantId,
    route,
    key,
  }: { readonly tenantId: string; readonly route: string; readonly key: string | undefined },
): string {
  const seed =
    key === undefined
      ? randomBytes(32)
      : createHash('sha256')
          .update([tenantId, route, key].map((part) => `${part.length}:${part}`).join(''))
          .digest();
  // Five bits of a byte each: more than enough of them, and no bias.
  return `${prefix}_${[...seed.subarray(0, LENGTH)].map((byte) => ALPHABET[byte & 31]).join('')}`;
}
