import { asc, eq } from 'drizzle-orm';
import type { Tenant, TenantStore } from '../ports/tenant.js';
import { asking, type Connections } from '../database.js';
import { tenants } from '../schema/tenants.js';
import { withoutNulls } from '../without-nulls.js';

export function tenantStore({ db }: Connections): TenantStore {
  const get = async (id: string): Promise<Tenant | undefined> => {
    const [row] = await db.select().from(tenants).where(eq(tenants.id, id));
    return row && withoutNulls(row);
  };
  return {
    create: ({ id, name, account, retentionDays }) =>
      asking(async () => {
        const row = { id, name, account, createdAt: Date.now(), retentionDays };
        await db.insert(tenants).values(row).onConflictDoNothing();
        const tenant = await get(id);
        if (!tenant) throw new Error(`the tenant ${id} is not there after it was written`);
        return tenant;
      }),
    list: () =>
      asking(async () => (await db.select().from(tenants).orderBy(asc(tenants.id))).map(withoutNulls)),
    get: (id) => asking(() => get(id)),
    setRetention: (id, days) =>
      asking(async () => {
        await db
          .update(tenants)
          .set({ retentionDays: days ?? null })
          .where(eq(tenants.id, id));
      }),
  };
}
