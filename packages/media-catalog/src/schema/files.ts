import { bigint, doublePrecision, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { time } from './columns.js';

export const assets = pgTable(
  'assets',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    source: text('source').notNull(),
    key: text('key'),
    digest: text('digest'),
    sizeBytes: bigint('size_bytes', { mode: 'number' }),
    mediaType: text('media_type'),
    probe: jsonb('probe'),
    createdAt: time('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('assets_source').on(table.tenantId, table.source),
    index('assets_newest').on(table.tenantId, table.createdAt, table.id),
  ],
);

export const files = pgTable(
  'files',
  {
    id: text('id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    workflowId: text('workflow_id').notNull(),
    assetId: text('asset_id'),
    role: text('role').notNull(),
    kind: text('kind'),
    url: text('url'),
    key: text('key'),
    sizeBytes: bigint('size_bytes', { mode: 'number' }),
    digest: text('digest'),
    durationSeconds: doublePrecision('duration_seconds'),
    createdAt: time('created_at').notNull(),
  },
  (table) => [
    index('files_workflow').on(table.workflowId),
    index('files_asset').on(table.tenantId, table.assetId, table.createdAt, table.id),
  ],
);
