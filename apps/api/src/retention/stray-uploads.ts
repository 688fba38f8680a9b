import type { Catalog } from '@org/media-catalog';
import type { ObjectStore } from '@org/media-storage';
import { uploadsOf } from '../assets/upload-key.js';

/** An upload may be completed for a day, and a request takes less. */
const STRAY_AFTER_MS = 2 * 24 * 60 * 60 * 1_000;

export interface StrayUploads {
  readonly store: ObjectStore;
  readonly assets: Pick<Catalog['assets'], 'keysInUse'>;
  readonly now: number;
  /** Only counts. */
  readonly dryRun: boolean;
  readonly tell: (line: string) => void;
}

/** Removes what was brought for a tenant and became no asset, and returns how many objects that were. */
export async function removeStrayUploads(
  tenantId: string,
  { store, assets, now, dryRun, tell }: StrayUploads,
): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await store.list({ prefix: uploadsOf(tenantId), ...(cursor !== undefined && { cursor }) });
    const old = page.objects.flatMap(({ key, modifiedAt }) =>
      modifiedAt < now - STRAY_AFTER_MS ? [key] : [],
    );
    const inUse = old.length === 0 ? new Set() : await assets.keysInUse(tenantId, old);
    for (const key of old.filter((one) => !inUse.has(one))) {
      tell(`${dryRun ? 'would remove' : 'removes'} ${key}, which became no asset`);
      if (!dryRun) await store.delete(key);
      count += 1;
    }
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return count;
}
