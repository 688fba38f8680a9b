import type { Catalog } from '@org/media-catalog';
import { createHash } from 'node:crypto';
import type { Caller } from '../http/api-env.js';
import { Problem } from '../http/problem.js';
import { resourceId } from './resource-id.js';

/** So long another body under a key is refused. In ms. */
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
 * Starts what a request asks for once, however often it comes: key and body lead to an id, and Temporal starts an id
 * once. Nothing is written before that but the key itself. What the catalog has is never started again, also when the
 * key was forgotten meanwhile and Temporal has forgotten the workflow.
 */
export async function startOnce<T>(
  { idempotency }: Pick<Catalog, 'idempotency'>,
  request: StartRequest<T>,
): Promise<StartAnswer<T>> {
  const { caller, prefix, route, idempotencyKey: key, body, find, start } = request;
  if (key === undefined) return { resource: await start(resourceId(prefix)), replayed: false };
  const tenantId = caller.tenant.id;
  const bodyHash = createHash('sha256').update(canonical(body)).digest();
  const { state, resourceId: id } = await idempotency.claim({
    tenantId,
    route,
    // Some take an address for a key, signature and all: what is kept tells nothing.
    key: createHash('sha256').update(key).digest('hex'),
    bodyHash,
    resourceId: resourceId(prefix, [tenantId, route, key, bodyHash.toString('hex')]),
    expiresAt: Date.now() + KEY_LIFETIME_MS,
  });
  if (state === 'otherBody') {
    throw new Problem(
      'idempotencyConflict',
      `This Idempotency-Key started ${id} with another body. Send the same body, or use a new key.`,
    );
  }
  const found = await find(id);
  return found ? { resource: found, replayed: true } : { resource: await start(id), replayed: false };
}

/** The same text for the same value, in whatever order its fields were sent. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : field,
  );
}
