import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { BatchRow, Catalog } from '@org/media-catalog';
import type { ObjectStore } from '@org/media-storage';
import {
  ExplanationSchema,
  explanationView,
  given,
  IdempotencyHeaderSchema,
  IdParamSchema,
  ListQuerySchema,
  PageQuerySchema,
  problems,
  SECURITY,
} from '../docs/common-schemas.js';
import { json } from '../docs/route-answers.js';
import type { Engine } from '../engine/engine.js';
import type { EventFeeds } from '../events/event-feeds.js';
import { eventStream, EventStreamHeaderSchema } from '../events/event-stream.js';
import type { ApiEnv } from '../http/api-env.js';
import { notFound, Problem } from '../http/problem.js';
import { refuseInvalid } from '../http/validation.js';
import { ActivityPageSchema } from '../pipelines/pipeline-schemas.js';
import { activityView } from '../pipelines/pipeline-view.js';
import { startOnce } from '../starts/idempotent-start.js';
import type { StartLimits } from '../starts/limits.js';
import { requireSecret } from '../starts/require-secret.js';
import {
  BatchPageSchema,
  BatchSchema,
  CreateBatchSchema,
  ItemQuerySchema,
  ListedItemPageSchema,
  ManifestSchema,
} from './batch-schemas.js';
import { listedItem } from './listed-item.js';
import { redriveBatch } from './redrive-batch.js';
import { NamedItemQuerySchema, namedItem } from './named-item.js';
import { readManifest, streamManifestFile } from './read-manifest.js';
import { batchView, judgeBatchAddresses, startBatch, type BatchStarter } from './start-batch.js';

const common = { tags: ['batches'], security: SECURITY };

const create = createRoute({
  ...common,
  ...{ method: 'post', path: '/v1/batches', operationId: 'createBatch', summary: 'Start a batch' },
  request: {
    headers: IdempotencyHeaderSchema,
    body: { required: true, content: { 'application/json': { schema: CreateBatchSchema } } },
  },
  responses: {
    201: json(BatchSchema, 'It runs. `Idempotent-Replayed: true` when an earlier request had started it.'),
    ...problems('notFound', 'conflict', 'tooLarge', 'unsupportedMediaType'),
  },
});
const list = createRoute({
  ...common,
  ...{
    method: 'get',
    path: '/v1/batches',
    operationId: 'listBatches',
    summary: 'List batches, newest first',
  },
  request: { query: ListQuerySchema },
  responses: { 200: json(BatchPageSchema, 'A page'), ...problems() },
});
const read = createRoute({
  ...common,
  ...{ method: 'get', path: '/v1/batches/{id}', operationId: 'getBatch', summary: 'Read a batch' },
  request: { params: IdParamSchema },
  responses: { 200: json(BatchSchema, 'The batch'), ...problems('notFound') },
});
const activities = createRoute({
  ...common,
  ...{ method: 'get', path: '/v1/batches/{id}/activities', operationId: 'listBatchActivities' },
  summary: 'Every activity of every run, in the order in which they were scheduled',
  request: { params: IdParamSchema, query: PageQuerySchema },
  responses: { 200: json(ActivityPageSchema, 'A page'), ...problems('notFound') },
});
const items = createRoute({
  ...common,
  ...{ method: 'get', path: '/v1/batches/{id}/items', operationId: 'listBatchItems' },
  summary: 'Items that it has begun, in the order of the list, all or those in one state',
  description:
    'What has not begun is in the counts of the batch. Lines that are invalid, or repeat another one, are told by its manifest.',
  request: { params: IdParamSchema, query: ItemQuerySchema },
  responses: { 200: json(ListedItemPageSchema, 'A page'), ...problems('notFound') },
});
const events = createRoute({
  ...common,
  ...{ method: 'get', path: '/v1/batches/{id}/events', operationId: 'followBatch' },
  summary: 'Follow events (SSE); `Last-Event-ID` goes on where a stream broke off',
  request: { params: IdParamSchema, headers: EventStreamHeaderSchema },
  responses: {
    200: {
      description: 'A stream that ends with the batch',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problems('notFound'),
  },
});
const manifest = createRoute({
  ...common,
  ...{ method: 'get', path: '/v1/batches/{id}/manifest', operationId: 'getBatchManifest' },
  summary: 'What became of every line, when the batch has ended',
  request: { params: IdParamSchema },
  responses: { 200: json(ManifestSchema, 'The manifest'), ...problems('notFound', 'conflict') },
});
const manifestFile = createRoute({
  ...common,
  ...{ method: 'get', path: '/v1/batches/{id}/manifest/{name}', operationId: 'getBatchManifestFile' },
  summary: 'A file that the manifest names, or manifest.json itself, byte for byte',
  request: { params: IdParamSchema.extend({ name: z.string().min(1).max(200) }) },
  responses: {
    200: { description: 'Its bytes', content: { 'application/octet-stream': { schema: z.string() } } },
    ...problems('notFound', 'conflict'),
  },
});

const why = createRoute({
  ...common,
  ...{ method: 'get', path: '/v1/batches/{id}/why', operationId: 'explainBatch' },
  summary: 'What it, or one item of it, waits for, since when, and what happens next; or how it ended',
  request: { params: IdParamSchema, query: NamedItemQuerySchema },
  responses: { 200: json(ExplanationSchema, 'The reasons'), ...problems('notFound', 'conflict') },
});
const redrive = createRoute({
  ...common,
  ...{ method: 'post', path: '/v1/batches/{id}/redrive', operationId: 'redriveBatch' },
  summary: 'A new batch over what has no success; asked twice, it is started once',
  request: { params: IdParamSchema },
  responses: {
    201: json(BatchSchema, 'The redrive'),
    ...problems('notFound', 'conflict', 'unsupportedMediaType'),
  },
});

export interface BatchRoutes extends BatchStarter {
  readonly catalog: Catalog;
  readonly engine: Engine;
  readonly store: ObjectStore | undefined;
  readonly feeds: EventFeeds;
  readonly limits: StartLimits;
  readonly draining: AbortSignal;
}

export function batchRoutes(deps: BatchRoutes): OpenAPIHono<ApiEnv> {
  const { catalog, feeds, limits, draining } = deps;
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  const own = async (tenantId: string, id: string): Promise<BatchRow> => {
    const row = await catalog.batches.get(tenantId, id);
    if (!row) throw notFound('batch', id);
    return row;
  };

  app.openapi(create, async (c) => {
    const { caller, requestId } = c.var;
    const body = c.req.valid('json');
    judgeBatchAddresses(body, deps.allowPrivate);
    const { resource, replayed } = await startOnce(catalog, {
      caller,
      prefix: 'bt',
      route: 'POST /v1/batches',
      idempotencyKey: c.req.valid('header')['idempotency-key'],
      body,
      find: (id) => catalog.batches.get(caller.tenant.id, id),
      start: async (id) => {
        await requireSecret(catalog, caller.tenant.id, body.callback);
        return limits.batch(caller, () => startBatch(deps, { id, caller, requestId, body }));
      },
    });
    c.header('Location', `/v1/batches/${resource.id}`);
    if (replayed) c.header('Idempotent-Replayed', 'true');
    return c.json(batchView(resource), 201);
  });
  app.openapi(list, async (c) => {
    const { limit, ...filter } = c.req.valid('query');
    const page = await catalog.batches.list(c.var.caller.tenant.id, { limit, ...given(filter) });
    return c.json({ ...page, items: page.items.map(batchView) }, 200);
  });
  app.openapi(read, async (c) => {
    return c.json(batchView(await own(c.var.caller.tenant.id, c.req.valid('param').id)), 200);
  });
  app.openapi(activities, async (c) => {
    const tenantId = c.var.caller.tenant.id;
    const { id } = await own(tenantId, c.req.valid('param').id);
    const { limit, cursor } = c.req.valid('query');
    const page = await catalog.activities.list(tenantId, id, { limit, ...given({ cursor }) });
    return c.json({ ...page, items: page.items.map(activityView) }, 200);
  });
  app.openapi(items, async (c) => {
    const tenantId = c.var.caller.tenant.id;
    const batch = await own(tenantId, c.req.valid('param').id);
    const { limit, ...filter } = c.req.valid('query');
    const page = await catalog.batches.listItems(tenantId, batch.id, { limit, ...given(filter) });
    return c.json({ ...page, items: page.items.map((row) => listedItem(row, batch)) }, 200);
  });
  app.openapi(events, async (c) => {
    const tenantId = c.var.caller.tenant.id;
    const { id } = await own(tenantId, c.req.valid('param').id);
    const after = c.req.valid('header')['last-event-id'] ?? 0;
    return eventStream(c, { feeds, tenantId, resourceId: id, after, draining });
  });
  app.openapi(manifest, async (c) => {
    const { key } = await ended(c.var.caller.tenant.id, c.req.valid('param').id);
    return c.json(await readManifest(storeOf(), key), 200);
  });
  app.openapi(manifestFile, async (c) => {
    const { id, name } = c.req.valid('param');
    const { key } = await ended(c.var.caller.tenant.id, id);
    return streamManifestFile(c, storeOf(), { key, name });
  });
  app.openapi(why, async (c) => {
    const { id } = await own(c.var.caller.tenant.id, c.req.valid('param').id);
    const item = namedItem(c.req.valid('query'));
    return c.json(explanationView(await deps.engine.explainBatch(id, item)), 200);
  });
  app.openapi(redrive, async (c) => {
    const { caller, requestId } = c.var;
    const row = await own(caller.tenant.id, c.req.valid('param').id);
    const started = await redriveBatch(deps, { caller, requestId, row });
    c.header('Location', `/v1/batches/${started.id}`);
    return c.json(batchView(started), 201);
  });
  return app;

  async function ended(tenantId: string, id: string): Promise<{ key: string }> {
    const row = await own(tenantId, id);
    if (row.manifest) return row.manifest;
    throw new Problem('conflict', `The batch is ${row.state} and has no manifest (yet).`);
  }

  function storeOf(): ObjectStore {
    if (deps.store) return deps.store;
    throw new Problem(
      'conflict',
      'This API has no store to read manifests from: let the operator set STORE_DIR.',
    );
  }
}
