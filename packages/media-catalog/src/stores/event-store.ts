import { and, asc, eq, getTableColumns, gt } from 'drizzle-orm';
import type { EventStore } from '../ports/event.js';
import { asking, type Connections } from '../database.js';
import { events } from '../schema/executions.js';
import { listenForEvents } from './listen-for-events.js';

export function eventStore({ db }: Connections, connectionString: string): EventStore {
  const { tenantId: owner, ...columns } = getTableColumns(events);
  return {
    after: (tenantId, resourceId, seq, limit) =>
      asking(() =>
        db
          .select(columns)
          .from(events)
          .where(and(eq(owner, tenantId), eq(events.resourceId, resourceId), gt(events.seq, seq)))
          .orderBy(asc(events.seq))
          .limit(limit),
      ),
    listen: (listener, signal) => listenForEvents(connectionString, listener, signal),
  };
}
