import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { KeyLimits } from '../ports/api-key.js';
import { bytes, time } from './columns.js';

export const tenants = pgTable('tenants', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  account: text('account'),
  createdAt: time('created_at').notNull(),
  retentionDays: integer('retention_days'),
});

const tenantId = () =>
  text('tenant_id')
    .notNull()
    .references(() => tenants.id);

export const apiKeys = pgTable(
  'api_keys',
  {
    id: text('id').primaryKey(),
    tenantId: tenantId(),
    name: text('name').notNull(),
    prefix: text('prefix').notNull(),
    hash: bytes('hash').notNull().unique(),
    limits: jsonb('limits').$type<KeyLimits>().notNull(),
    createdAt: time('created_at').notNull(),
    lastUsedAt: time('last_used_at'),
    revokedAt: time('revoked_at'),
  },
  (table) => [index('api_keys_tenant').on(table.tenantId)],
);

export const callbackSecrets = pgTable(
  'callback_secrets',
  {
    id: text('id').primaryKey(),
    tenantId: tenantId(),
    sealed: bytes('sealed').notNull(),
    createdAt: time('created_at').notNull(),
  },
  (table) => [index('callback_secrets_tenant').on(table.tenantId)],
);

export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    tenantId: tenantId(),
    route: text('route').notNull(),
    key: text('key').notNull(),
    bodyHash: bytes('body_hash').notNull(),
    resourceId: text('resource_id').notNull(),
    expiresAt: time('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.route, table.key] }),
    index('idempotency_keys_expires').on(table.expiresAt),
  ],
);
