/**
 * Scope: what is known of what the system made, in PostgreSQL: schema, migrations, queries.
 * Not here: Temporal, HTTP, the bytes of files. The embedded server is `./embedded`.
 * Every name below is public API.
 */
export { CATALOG_ERROR_CODES, CatalogError, isCatalogError, type CatalogErrorCode } from './catalog-error.js';
export type { Catalog } from './catalog.js';
export type { ActivityRow, ActivityStore } from './ports/activity.js';
export type { ApiKey, KeyLimits, KeyStore } from './ports/api-key.js';
export type { AssetRow, AssetStore } from './ports/asset.js';
export type { BatchItemRow, BatchItemState, BatchRow, BatchStore } from './ports/batch.js';
export type { CallbackAttempt, CallbackRow, CallbackState, CallbackStore } from './ports/callback.js';
export type { EventRow, EventStore } from './ports/event.js';
export type { FileRow, FileStore } from './ports/file.js';
export type { IdempotencyStore } from './ports/idempotency.js';
export type { ListFilter, Page, PageRequest } from './ports/page.js';
export type { PipelineRow, PipelineState, PipelineStore, StageRow } from './ports/pipeline.js';
export type { OpenWorkflow, ProjectionStore, WorkflowUpdate } from './ports/projection.js';
export type { RedriveStore } from './ports/redrive.js';
export type { ResourceKind } from './ports/resource-kind.js';
export type { Expired, RetentionStore } from './ports/retention.js';
export type { SecretStore } from './ports/secret.js';
export type { Tenant, TenantStore } from './ports/tenant.js';
export { createCatalog, type CatalogOptions } from './create-catalog.js';
export { migrateCatalog } from './migrate-catalog.js';
