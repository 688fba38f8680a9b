import { and, asc, desc, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { CallbackRow, CallbackStore } from '../ports/callback.js';
import { asking, type Connections } from '../database.js';
import { behind, pageOf, type Newest } from '../page-of.js';
import { callbackAttempts, callbacks } from '../schema/callbacks.js';
import { withoutNulls } from '../without-nulls.js';

const NEWEST: Newest = { list: 'callbacks', createdAt: callbacks.createdAt, id: callbacks.id };

export function callbackStore({ db }: Connections): CallbackStore {
  const own = (tenantId: string, id: string): ReturnType<typeof and> =>
    and(eq(callbacks.tenantId, tenantId), eq(callbacks.id, id));
  return {
    get: (tenantId, id) =>
      asking(async () => {
        const [row] = await db.select().from(callbacks).where(own(tenantId, id));
        return row && shown(row);
      }),
    list: (tenantId, filter) =>
      asking(async () => {
        const { state, resourceId, createdAfter, createdBefore, cursor, limit } = filter;
        const rows = await db
          .select()
          .from(callbacks)
          .where(
            and(
              eq(callbacks.tenantId, tenantId),
              state === undefined ? undefined : eq(callbacks.state, state),
              resourceId === undefined ? undefined : eq(callbacks.resourceId, resourceId),
              createdAfter === undefined ? undefined : gte(callbacks.createdAt, createdAfter),
              createdBefore === undefined ? undefined : lt(callbacks.createdAt, createdBefore),
              behind(NEWEST, cursor),
            ),
          )
          .orderBy(desc(callbacks.createdAt), desc(callbacks.id))
          .limit(limit + 1);
        return pageOf(NEWEST, rows.map(shown), filter);
      }),
    attempts: (tenantId, id) =>
      asking(async () => {
        const { callbackId: _id, ...columns } = callbackAttemptColumns;
        const rows = await db
          .select(columns)
          .from(callbackAttempts)
          .innerJoin(callbacks, eq(callbacks.id, callbackAttempts.callbackId))
          .where(own(tenantId, id))
          .orderBy(asc(callbackAttempts.replay), asc(callbackAttempts.attempt));
        return rows.map(withoutNulls);
      }),
    replay: (tenantId, id) =>
      asking(async () => {
        const [row] = await db
          .update(callbacks)
          .set({ state: 'pending', replays: sql`${callbacks.replays} + 1`, nextAttemptAt: null })
          .where(and(own(tenantId, id), inArray(callbacks.state, ['dead', 'delivered'])))
          .returning({ replays: callbacks.replays });
        return row?.replays;
      }),
    load: (id) =>
      asking(async () => {
        const [row] = await db.select().from(callbacks).where(eq(callbacks.id, id));
        return row && shown(row);
      }),
    recordAttempt: (id, attempt, { state, nextAttemptAt }) =>
      asking(() =>
        db.transaction(async (tx) => {
          const [written] = await tx
            .insert(callbackAttempts)
            .values({ callbackId: id, ...attempt })
            .onConflictDoNothing()
            .returning({ attempt: callbackAttempts.attempt });
          if (!written) return;
          await tx
            .update(callbacks)
            .set({
              state,
              attempts: sql`${callbacks.attempts} + 1`,
              nextAttemptAt: nextAttemptAt ?? null,
              ...(state === 'delivered' && { deliveredAt: attempt.at + attempt.durationMs }),
            })
            // The report of an attempt before a replay does not end the replay.
            .where(and(eq(callbacks.id, id), eq(callbacks.replays, attempt.replay)));
        }),
      ),
    pending: (limit) =>
      asking(() =>
        db
          .select({ id: callbacks.id, tenantId: callbacks.tenantId, replays: callbacks.replays })
          .from(callbacks)
          .where(eq(callbacks.state, 'pending'))
          .orderBy(asc(callbacks.createdAt))
          .limit(limit),
      ),
    markDelivering: (id) =>
      asking(async () => {
        await db
          .update(callbacks)
          .set({ state: 'delivering' })
          .where(and(eq(callbacks.id, id), eq(callbacks.state, 'pending')));
      }),
    overdue: (before, limit) =>
      asking(() =>
        db
          .select({ id: callbacks.id, replays: callbacks.replays })
          .from(callbacks)
          .where(
            and(
              eq(callbacks.state, 'delivering'),
              lt(sql`coalesce(${callbacks.nextAttemptAt}, ${callbacks.createdAt})`, before),
            ),
          )
          .orderBy(asc(callbacks.createdAt))
          .limit(limit),
      ),
    abandon: (id, replays) =>
      asking(async () => {
        await db
          .update(callbacks)
          .set({ state: 'dead', nextAttemptAt: null })
          .where(
            and(eq(callbacks.id, id), eq(callbacks.state, 'delivering'), eq(callbacks.replays, replays)),
          );
      }),
  };
}

const callbackAttemptColumns = {
  callbackId: callbackAttempts.callbackId,
  replay: callbackAttempts.replay,
  attempt: callbackAttempts.attempt,
  at: callbackAttempts.at,
  durationMs: callbackAttempts.durationMs,
  status: callbackAttempts.status,
  error: callbackAttempts.error,
};

function shown({ state, resourceKind, ...row }: typeof callbacks.$inferSelect): CallbackRow {
  return {
    ...withoutNulls(row),
    state: state as CallbackRow['state'],
    resourceKind: resourceKind as CallbackRow['resourceKind'],
  };
}
