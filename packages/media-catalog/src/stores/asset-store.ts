import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { AssetStore } from '../ports/asset.js';
import { asking, type Connections } from '../database.js';
import { behind, pageOf, type Newest } from '../page-of.js';
import { assets } from '../schema/files.js';
import { withoutNulls } from '../without-nulls.js';

const NEWEST: Newest = { list: 'assets', createdAt: assets.createdAt, id: assets.id };

export function assetStore({ db }: Connections): AssetStore {
  return {
    upsert: (asset) =>
      asking(async () => {
        const { digest, sizeBytes, mediaType, probe } = assets;
        const [row] = await db
          .insert(assets)
          .values({ ...asset, createdAt: Date.now() })
          .onConflictDoUpdate({
            target: [assets.tenantId, assets.source],
            // What was known stays known.
            set: {
              digest: sql`coalesce(excluded.digest, ${digest})`,
              sizeBytes: sql`coalesce(excluded.size_bytes, ${sizeBytes})`,
              mediaType: sql`coalesce(excluded.media_type, ${mediaType})`,
              probe: sql`coalesce(excluded.probe, ${probe})`,
            },
          })
          .returning();
        if (!row) throw new Error(`the asset ${asset.id} is not there after it was written`);
        return withoutNulls(row);
      }),
    create: (asset) =>
      asking(async () => {
        const { tenantId, source, id } = asset;
        await db
          .insert(assets)
          .values({ ...asset, createdAt: Date.now() })
          .onConflictDoNothing();
        const [row] = await db
          .select()
          .from(assets)
          .where(and(eq(assets.tenantId, tenantId), eq(assets.source, source)));
        if (!row) throw new Error(`the asset ${id} is not there after it was written`);
        return withoutNulls(row);
      }),
    get: (tenantId, id) =>
      asking(async () => {
        const [row] = await db
          .select()
          .from(assets)
          .where(and(eq(assets.tenantId, tenantId), eq(assets.id, id)));
        return row && withoutNulls(row);
      }),
    list: (tenantId, page) =>
      asking(async () => {
        const rows = await db
          .select()
          .from(assets)
          .where(and(eq(assets.tenantId, tenantId), behind(NEWEST, page.cursor)))
          .orderBy(desc(assets.createdAt), desc(assets.id))
          .limit(page.limit + 1);
        return pageOf(NEWEST, rows.map(withoutNulls), page);
      }),
    keysInUse: (tenantId, keys) =>
      asking(async () => {
        const rows = await db
          .select({ key: assets.key })
          .from(assets)
          .where(and(eq(assets.tenantId, tenantId), inArray(assets.key, [...keys])));
        return new Set(rows.flatMap(({ key }) => key ?? []));
      }),
  };
}
