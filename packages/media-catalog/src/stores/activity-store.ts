import { and, asc, eq, getTableColumns, sql } from 'drizzle-orm';
import type { ActivityRow, ActivityStore } from '../ports/activity.js';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { asking, type Connections } from '../database.js';
import { activityExecutions } from '../schema/executions.js';
import { withoutNulls } from '../without-nulls.js';

const LIST = 'activities';

export function activityStore({ db }: Connections): ActivityStore {
  const { tenantId: _tenant, ...columns } = getTableColumns(activityExecutions);
  const { scheduledAt, runId, scheduledEventId } = activityExecutions;
  return {
    list: (tenantId, workflowId, { limit, cursor }) =>
      asking(async () => {
        const own = and(
          eq(activityExecutions.tenantId, tenantId),
          eq(activityExecutions.workflowId, workflowId),
        );
        const rows = await db
          .select(columns)
          .from(activityExecutions)
          .where(and(own, cursor === undefined ? undefined : behind(cursor)))
          .orderBy(asc(scheduledAt), asc(runId), asc(scheduledEventId))
          .limit(limit + 1);
        const items = rows.slice(0, limit).map(shown);
        const last = items.at(-1);
        return rows.length <= limit || !last ? { items } : { items, nextCursor: cursorOf(last) };
      }),
  };

  function behind(cursor: string): ReturnType<typeof sql> {
    const { at, id } = decodeCursor(LIST, cursor);
    const [run = '', event = '0'] = id.split('#');
    return sql`(${scheduledAt}, ${runId}, ${scheduledEventId}) > (${at}, ${run}, ${Number(event)})`;
  }
}

function cursorOf({ scheduledAt, runId, scheduledEventId }: ActivityRow): string {
  return encodeCursor(LIST, { at: scheduledAt, id: `${runId}#${scheduledEventId}` });
}

function shown(row: Omit<typeof activityExecutions.$inferSelect, 'tenantId'>): ActivityRow {
  const { state, ...rest } = row;
  return { ...withoutNulls(rest), state: state as ActivityRow['state'] };
}
