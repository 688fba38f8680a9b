import type { Catalog } from '@org/media-catalog';
import { hashOf, isKey } from '../keys/api-key.js';
import type { Caller } from './api-env.js';

/** A caller that was looked up so long ago is looked up again, while its requests go on. In ms. */
const REFRESH_AFTER_MS = 500;
/** A key that was revoked so long ago is refused, whatever happens. In ms. */
const KNOWN_FOR_MS = 1_000;
/** Beyond so many all are looked up anew. */
const MAX_KNOWN = 10_000;

/** Whose a key is. */
export interface Callers {
  /** Undefined for a key that is none, that nobody has, or that is revoked. */
  readonly find: (token: string) => Promise<Caller | undefined>;
}

interface Known {
  readonly caller: Caller;
  readonly at: number;
  refreshing: boolean;
}

/**
 * Remembers for a second whose a key is: two questions to the catalog less for a request, each of which takes longer than
 * all the rest where the machine is busy. What is not a good key is never remembered.
 */
export function createCallers({
  catalog: { keys, tenants },
  now,
}: {
  readonly catalog: Pick<Catalog, 'keys' | 'tenants'>;
  readonly now: () => number;
}): Callers {
  const known = new Map<string, Known>();

  async function lookUp(hash: Uint8Array, name: string): Promise<Caller | undefined> {
    const at = now();
    const key = await keys.find(hash);
    const tenant = key && key.revokedAt === undefined ? await tenants.get(key.tenantId) : undefined;
    if (!key || !tenant) {
      known.delete(name);
      return undefined;
    }
    const caller = { key, tenant };
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(name, { caller, at, refreshing: false });
    return caller;
  }

  return {
    find: async (token) => {
      if (!isKey(token)) return undefined;
      const hash = hashOf(token);
      const name = Buffer.from(hash).toString('base64');
      const one = known.get(name);
      const age = one ? now() - one.at : Infinity;
      if (!one || age >= KNOWN_FOR_MS) return lookUp(hash, name);
      if (age >= REFRESH_AFTER_MS && !one.refreshing) {
        one.refreshing = true;
        // Nobody waits for it: without an answer the next request after the second asks itself, and is told.
        lookUp(hash, name).catch(() => undefined);
      }
      return one.caller;
    },
  };
}
