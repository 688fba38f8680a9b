import { and, asc, eq, isNull, lt, or } from 'drizzle-orm';
import type { ApiKey, KeyStore } from '../ports/api-key.js';
import { asking, type Connections } from '../database.js';
import { apiKeys } from '../schema/tenants.js';
import { withoutNulls } from '../without-nulls.js';

export function keyStore({ db }: Connections): KeyStore {
  return {
    create: ({ hash, ...key }) =>
      asking(async () => {
        const [row] = await db
          .insert(apiKeys)
          .values({ ...key, hash, createdAt: Date.now() })
          .returning();
        if (!row) throw new Error(`the key ${key.id} is not there after it was written`);
        return shown(row);
      }),
    find: (hash) =>
      asking(async () => {
        const [row] = await db.select().from(apiKeys).where(eq(apiKeys.hash, hash));
        return row && shown(row);
      }),
    list: (tenantId) =>
      asking(async () => {
        const own = tenantId === undefined ? undefined : eq(apiKeys.tenantId, tenantId);
        const rows = await db
          .select()
          .from(apiKeys)
          .where(own)
          .orderBy(asc(apiKeys.createdAt), asc(apiKeys.id));
        return rows.map(shown);
      }),
    revoke: (id) =>
      asking(async () => {
        await db
          .update(apiKeys)
          .set({ revokedAt: Date.now() })
          .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)));
        return (await db.select({ id: apiKeys.id }).from(apiKeys).where(eq(apiKeys.id, id))).length > 0;
      }),
    touch: (id, at) =>
      asking(async () => {
        const older = or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, at));
        await db
          .update(apiKeys)
          .set({ lastUsedAt: at })
          .where(and(eq(apiKeys.id, id), older));
      }),
  };
}

/** Without the hash, which nobody needs who has found the key. */
function shown({ hash: _hash, ...row }: typeof apiKeys.$inferSelect): ApiKey {
  return withoutNulls(row);
}
