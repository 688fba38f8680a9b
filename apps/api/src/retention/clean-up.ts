import type { Catalog, Expired, Tenant } from '@org/media-catalog';
import type { ObjectStore } from '@org/media-storage';
import { removeStrayUploads } from './stray-uploads.js';

/** So many resources at a time: what was done is kept when a clean-up is interrupted. */
const AT_ONCE = 100;

export interface CleanUp {
  readonly tenants: number;
  readonly resources: number;
  readonly objects: number;
  /** Objects of uploads that nobody completed, or whose request died before its asset was written. */
  readonly strayUploads: number;
  readonly idempotencyKeys: number;
}

export interface CleanUpOptions {
  readonly catalog: Pick<Catalog, 'tenants' | 'retention' | 'assets'>;
  /** Where the objects are; without one nothing that has objects is removed. */
  readonly store: ObjectStore | undefined;
  readonly now: number;
  /** Only counts. */
  readonly dryRun: boolean;
  readonly tell: (line: string) => void;
}

/** Removes what has outlived the retention of its tenant: first the objects, then the rows that name them. */
export async function cleanUp({ catalog, store, now, dryRun, tell }: CleanUpOptions): Promise<CleanUp> {
  const all = await catalog.tenants.list();
  const tenants = all.filter(({ retentionDays }) => retentionDays !== undefined);
  let [resources, objects] = [0, 0];
  for (const tenant of tenants) {
    for await (const expired of groupsOf(tenant)) {
      for (const one of expired) {
        const count = await objectsOf(one);
        tell(
          `${dryRun ? 'would remove' : 'removes'} ${one.kind} ${one.id} of ${tenant.id} and ${count} objects`,
        );
        objects += count;
      }
      resources += expired.length;
      if (!dryRun) await catalog.retention.remove(tenant.id, expired);
    }
  }
  let strayUploads = 0;
  if (store) {
    const { assets } = catalog;
    for (const { id } of all)
      strayUploads += await removeStrayUploads(id, { store, assets, now, dryRun, tell });
  }
  const idempotencyKeys = dryRun ? 0 : await catalog.retention.forgetKeys(now);
  return { tenants: tenants.length, resources, objects, strayUploads, idempotencyKeys };

  /** A dry run removes nothing, so it would be shown the same group again: it is shown all of them at once. */
  async function* groupsOf(tenant: Tenant): AsyncGenerator<readonly Expired[]> {
    for (;;) {
      const limit = dryRun ? 1_000_000 : AT_ONCE;
      const expired = await catalog.retention.expired(tenant, now, limit);
      if (expired.length > 0) yield expired;
      if (dryRun || expired.length < limit) return;
    }
  }

  async function objectsOf({ id, keys, prefixes }: Expired): Promise<number> {
    if (!store) {
      if (keys.length + prefixes.length === 0) return 0;
      throw new Error(`${id} has objects, and no store is named: set STORE_DIR or STORE_URL`);
    }
    const found = [...keys];
    for (const prefix of prefixes) for await (const key of keysBelow(store, prefix)) found.push(key);
    if (!dryRun) for (const key of found) await store.delete(key);
    return found.length;
  }
}

async function* keysBelow(store: ObjectStore, prefix: string): AsyncGenerator<string> {
  let cursor: string | undefined;
  do {
    const page = await store.list({ prefix, ...(cursor !== undefined && { cursor }) });
    for (const { key } of page.objects) yield key;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}
