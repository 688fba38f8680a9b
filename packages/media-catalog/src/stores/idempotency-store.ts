import { and, eq, lt, sql } from 'drizzle-orm';
import type { IdempotencyStore } from '../ports/idempotency.js';
import { asking, type Connections } from '../database.js';
import { idempotencyKeys } from '../schema/tenants.js';

export function idempotencyStore({ db }: Connections): IdempotencyStore {
  return {
    claim: ({ tenantId, route, key, bodyHash, resourceId, expiresAt }) =>
      asking(async () => {
        const claim = { tenantId, route, key, bodyHash, resourceId, expiresAt };
        const target = [idempotencyKeys.tenantId, idempotencyKeys.route, idempotencyKeys.key];
        // One statement decides among all who come at once. A key that has expired is as good as none.
        const [won] = await db
          .insert(idempotencyKeys)
          .values(claim)
          .onConflictDoUpdate({
            target,
            set: { bodyHash, resourceId, expiresAt },
            setWhere: lt(idempotencyKeys.expiresAt, sql`${Date.now()}`),
          })
          .returning();
        if (won) return { state: 'new', resourceId };
        const own = and(
          eq(idempotencyKeys.tenantId, tenantId),
          eq(idempotencyKeys.route, route),
          eq(idempotencyKeys.key, key),
        );
        const [first] = await db.select().from(idempotencyKeys).where(own);
        if (!first) throw new Error('an idempotency key vanished while it was claimed');
        const same = Buffer.from(first.bodyHash).equals(bodyHash);
        return { state: same ? 'same' : 'otherBody', resourceId: first.resourceId };
      }),
  };
}
