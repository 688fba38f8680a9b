import { sql } from 'drizzle-orm';
import type { Catalog } from './catalog.js';
import { asking, openConnections } from './database.js';
import { projectionStore } from './projection/projection-store.js';
import { activityStore } from './stores/activity-store.js';
import { assetStore } from './stores/asset-store.js';
import { batchStore } from './stores/batch-store.js';
import { callbackStore } from './stores/callback-store.js';
import { eventStore } from './stores/event-store.js';
import { fileStore } from './stores/file-store.js';
import { idempotencyStore } from './stores/idempotency-store.js';
import { keyStore } from './stores/key-store.js';
import { pipelineStore } from './stores/pipeline-store.js';
import { redriveStore } from './stores/redrive-store.js';
import { retentionStore } from './stores/retention-store.js';
import { secretStore } from './stores/secret-store.js';
import { tenantStore } from './stores/tenant-store.js';

export interface CatalogOptions {
  /** `postgres://user:password@host:port/database` */
  readonly connectionString: string;
  /** Connections at most. The lock of the projector and listeners have one of their own each. @default 10 */
  readonly poolSize?: number;
  /** Told when a connection that nobody waits for ends with an error. @default nothing */
  readonly onError?: (error: Error) => void;
}

/** Opens the catalog of a database that {@link migrateCatalog} has prepared. Connects when it is first asked. */
export function createCatalog(options: CatalogOptions): Catalog {
  const { connectionString, poolSize = 10, onError = () => undefined } = options;
  const connections = openConnections({ connectionString, poolSize, onError });
  return {
    tenants: tenantStore(connections),
    keys: keyStore(connections),
    idempotency: idempotencyStore(connections),
    pipelines: pipelineStore(connections),
    batches: batchStore(connections),
    activities: activityStore(connections),
    events: eventStore(connections, connectionString),
    assets: assetStore(connections),
    files: fileStore(connections),
    callbacks: callbackStore(connections),
    secrets: secretStore(connections),
    projection: projectionStore(connections, connectionString),
    redrives: redriveStore(connections),
    retention: retentionStore(connections),
    ping: async (signal) => {
      signal.throwIfAborted();
      await asking(() => connections.db.execute(sql`select 1`));
    },
    close: () => connections.pool.end(),
  };
}
