import type { Catalog } from '@org/media-catalog';
import { createHash } from 'node:crypto';
import type { Caller } from '../http/api-env.js';
import { Problem } from '../http/problem.js';
import { resourceId } from './resource-id.js';

/** A key is remembered for longer than anybody tries. */
const KEY_LIFETIME_MS = 48 * 60 * 60 * 1_000;

export interface StartRequest<T> {
  readonly caller: Caller;
  /** Of the id: `pl`, `bt`. */
  readonly prefix: string;
  readonly route: string;
  readonly idempotencyKey: string | undefined;
  /** As it was validated: how it was written does not matter. */
  readonly body: unknown;
  /** What was started under this id before, if it was. */
  readonly find: (id: string) => Promise<T | undefined>;
  /** Starts it. Called again for the same id when an earlier call was cut off. */
  readonly start: (id: string) => Promise<T>;
}

export interface StartAnswer<T> {
  readonly resource: T;
  /** True when an earlier request with this key had started it. */
  readonly replayed: boolean;
}

/**
 * Starts what a request asks for once, however often it comes: the key leads to an id, and Temporal starts an id once.
 * Nothing is written before that but the key itself.
 */
export async function startOnce<T>(
  { idempotency }: Pick<Catalog, 'idempotency'>,
  request: StartRequest<T>,
): Promise<StartAnswer<T>> {
  const { caller, prefix, route, idempotencyKey: key, body, find, start } = request;
  const tenantId = caller.tenant.id;
  const id = resourceId(prefix, { tenantId, route, key });
  if (key !== undefined) {
    const bodyHash = createHash('sha256').update(canonical(body)).digest();
    const expiresAt = Date.now() + KEY_LIFETIME_MS;
    // Some take an address for a key, signature and all: what is kept tells nothing.
    const keyHash = createHash('sha256').update(key).digest('hex');
    const claimed = { tenantId, route, key: keyHash, bodyHash, resourceId: id, expiresAt };
    const claim = await idempotency.claim(claimed);
    if (claim.state === 'otherBody') {
      throw new Problem(
        'idempotencyConflict',
        `This Idempotency-Key started ${claim.resourceId} with another body. Send the same body, or use a new key.`,
      );
    }
    const found = claim.state === 'same' ? await find(id) : undefined;
    if (found) return { resource: found, replayed: true };
  }
  return { resource: await start(id), replayed: false };
}

/** The same text for the same value, in whatever order its fields were sent. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : field,
  );
}
