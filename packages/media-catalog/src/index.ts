/**
 * Scope: what is known of what the system made, in PostgreSQL: schema, migrations, queries.
 * Not here: Temporal, HTTP, the bytes of files. The embedded server is `./embedded`.
 * Every name below is public API.
 */
export { CATALOG_ERROR_CODES, CatalogError, isCatalogError, type CatalogErrorCode } from './catalog-error.js';
export type {
  ActivityRow,
  ActivityStore,
  ApiKey,
  AssetRow,
  AssetStore,
  BatchItemRow,
  BatchItemState,
  BatchRow,
  BatchStore,
  CallbackAttempt,
  CallbackRow,
  CallbackState,
  CallbackStore,
  Catalog,
  EventRow,
  EventStore,
  Expired,
  FileRow,
  FileStore,
  IdempotencyStore,
  KeyLimits,
  KeyStore,
  ListFilter,
  OpenWorkflow,
  Page,
  PageRequest,
  PipelineRow,
  PipelineState,
  PipelineStore,
  ProjectionStore,
  ResourceKind,
  RedriveStore,
  RetentionStore,
  SecretStore,
  StageRow,
  Tenant,
  TenantStore,
  WorkflowUpdate,
} from './catalog.js';
export { createCatalog, type CatalogOptions } from './create-catalog.js';
export { migrateCatalog } from './migrate-catalog.js';
