import { createHash } from 'node:crypto';
import type { Operation } from '@org/media-contracts';

/**
 * The idempotency key of a generation: whoever carries it out, and however often, sends the same one.
 * A hash, because an operation id may be longer than the service allows or hold what a header cannot carry.
 */
export function idempotencyKey({ operationId, generation }: Operation): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([operationId, generation]))
    .digest('hex');
  return `media-${digest}`;
}
