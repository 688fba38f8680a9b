import type { ActivityStore } from './ports/activity.js';
import type { KeyStore } from './ports/api-key.js';
import type { AssetStore } from './ports/asset.js';
import type { BatchStore } from './ports/batch.js';
import type { CallbackStore } from './ports/callback.js';
import type { EventStore } from './ports/event.js';
import type { FileStore } from './ports/file.js';
import type { IdempotencyStore } from './ports/idempotency.js';
import type { PipelineStore } from './ports/pipeline.js';
import type { ProjectionStore } from './ports/projection.js';
import type { RedriveStore } from './ports/redrive.js';
import type { RetentionStore } from './ports/retention.js';
import type { SecretStore } from './ports/secret.js';
import type { TenantStore } from './ports/tenant.js';

/**
 * Everything that is kept about what the system made. Times are ms since the epoch. Every read takes the tenant; what
 * belongs to another one is absent.
 */
export interface Catalog {
  readonly tenants: TenantStore;
  readonly keys: KeyStore;
  readonly idempotency: IdempotencyStore;
  readonly pipelines: PipelineStore;
  readonly batches: BatchStore;
  readonly activities: ActivityStore;
  readonly events: EventStore;
  readonly assets: AssetStore;
  readonly files: FileStore;
  readonly callbacks: CallbackStore;
  readonly secrets: SecretStore;
  readonly projection: ProjectionStore;
  readonly redrives: RedriveStore;
  readonly retention: RetentionStore;
  /** Rejects when the database does not answer. */
  ping(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
