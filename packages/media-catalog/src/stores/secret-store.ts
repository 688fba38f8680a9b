import { and, desc, eq } from 'drizzle-orm';
import type { SecretStore } from '../ports/secret.js';
import { asking, type Connections } from '../database.js';
import { callbackSecrets } from '../schema/tenants.js';

export function secretStore({ db }: Connections): SecretStore {
  const { id, sealed, createdAt, tenantId: owner } = callbackSecrets;
  return {
    list: (tenantId) =>
      asking(() =>
        db
          .select({ id, sealed, createdAt })
          .from(callbackSecrets)
          .where(eq(owner, tenantId))
          .orderBy(desc(createdAt), desc(id)),
      ),
    add: (tenantId, secret) =>
      asking(async () => {
        await db.insert(callbackSecrets).values({ ...secret, tenantId, createdAt: Date.now() });
      }),
    remove: (tenantId, secretId) =>
      asking(async () => {
        const own = and(eq(owner, tenantId), eq(id, secretId));
        return (await db.delete(callbackSecrets).where(own).returning({ id })).length > 0;
      }),
  };
}
