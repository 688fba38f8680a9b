import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Catalog, PipelineRow } from '@org/media-catalog';
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
import { startOnce } from '../starts/idempotent-start.js';
import type { StartLimits } from '../starts/limits.js';
import { requireSecret } from '../starts/require-secret.js';
import {
  ActivityPageSchema,
  CreatePipelineSchema,
  FileSchema,
  PipelinePageSchema,
  PipelineSchema,
} from './pipeline-schemas.js';
import { activityView, fileView, pipelineView } from './pipeline-view.js';
import { redrivePipeline } from './redrive-pipeline.js';
import { judgeAddresses, startPipeline, type PipelineStarter } from './start-pipeline.js';

const tags = ['pipelines'];
const create = createRoute({
  ...{ method: 'post', path: '/v1/pipelines', operationId: 'createPipeline', tags, security: SECURITY },
  summary: 'Start a pipeline',
  request: {
    headers: IdempotencyHeaderSchema,
    body: { required: true, content: { 'application/json': { schema: CreatePipelineSchema } } },
  },
  responses: {
    201: json(PipelineSchema, 'It runs. `Idempotent-Replayed: true` when an earlier request had started it.'),
    ...problems('notFound', 'conflict', 'tooLarge', 'unsupportedMediaType'),
  },
});

const list = createRoute({
  ...{ method: 'get', path: '/v1/pipelines', operationId: 'listPipelines', tags, security: SECURITY },
  summary: 'List pipelines, newest first',
  request: { query: ListQuerySchema.extend({ batch: z.string().max(1_000).optional() }) },
  responses: { 200: json(PipelinePageSchema, 'A page'), ...problems() },
});

const read = createRoute({
  ...{ method: 'get', path: '/v1/pipelines/{id}', operationId: 'getPipeline', tags, security: SECURITY },
  summary: 'Read a pipeline',
  request: { params: IdParamSchema },
  responses: { 200: json(PipelineSchema, 'The pipeline'), ...problems('notFound') },
});

const activities = createRoute({
  ...{ method: 'get', path: '/v1/pipelines/{id}/activities', operationId: 'listPipelineActivities', tags },
  summary: 'Every activity with input, output, attempts, failure, worker and times',
  security: SECURITY,
  request: { params: IdParamSchema, query: PageQuerySchema },
  responses: {
    200: json(ActivityPageSchema, 'A page, in the order in which they were scheduled'),
    ...problems('notFound'),
  },
});

const files = createRoute({
  ...{
    method: 'get',
    path: '/v1/pipelines/{id}/files',
    operationId: 'listPipelineFiles',
    tags,
    security: SECURITY,
  },
  summary: 'What was made',
  request: { params: IdParamSchema },
  responses: { 200: json(z.object({ items: z.array(FileSchema) }), 'All of them'), ...problems('notFound') },
});

const events = createRoute({
  ...{
    method: 'get',
    path: '/v1/pipelines/{id}/events',
    operationId: 'followPipeline',
    tags,
    security: SECURITY,
  },
  summary: 'Follow events (SSE); `Last-Event-ID` goes on where a stream broke off',
  request: { params: IdParamSchema, headers: EventStreamHeaderSchema },
  responses: {
    200: {
      description: 'A stream that ends with the pipeline',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problems('notFound'),
  },
});

const command = (name: 'cancel' | 'resume', summary: string) =>
  createRoute({
    ...{ method: 'post', path: `/v1/pipelines/{id}/${name}`, operationId: `${name}Pipeline`, tags },
    summary,
    security: SECURITY,
    request: { params: IdParamSchema },
    responses: {
      202: json(PipelineSchema, 'It was told so'),
      ...problems('notFound', 'conflict', 'unsupportedMediaType'),
    },
  } as const);

const why = createRoute({
  ...{
    method: 'get',
    path: '/v1/pipelines/{id}/why',
    operationId: 'explainPipeline',
    tags,
    security: SECURITY,
  },
  summary: 'What it waits for, since when, and what happens next; or how it ended',
  request: { params: IdParamSchema },
  responses: { 200: json(ExplanationSchema, 'The reasons'), ...problems('notFound', 'conflict') },
});

const redrive = createRoute({
  ...{ method: 'post', path: '/v1/pipelines/{id}/redrive', operationId: 'redrivePipeline', tags },
  summary: 'Run only what did not succeed; asked twice, it is started once',
  security: SECURITY,
  request: { params: IdParamSchema },
  responses: {
    201: json(PipelineSchema, 'The redrive'),
    ...problems('notFound', 'conflict', 'unsupportedMediaType'),
  },
});

export interface PipelineRoutes extends PipelineStarter {
  readonly catalog: Catalog;
  readonly engine: Engine;
  readonly feeds: EventFeeds;
  readonly limits: StartLimits;
  /** Fires when the process wants to end: streams are told to come again. */
  readonly draining: AbortSignal;
}

export function pipelineRoutes(deps: PipelineRoutes): OpenAPIHono<ApiEnv> {
  const { catalog, engine, feeds, limits, draining } = deps;
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  const own = async (tenantId: string, id: string): Promise<PipelineRow> => {
    const row = await catalog.pipelines.get(tenantId, id);
    if (!row) throw notFound('pipeline', id);
    return row;
  };

  app.openapi(create, async (c) => {
    const { caller, requestId } = c.var;
    const body = c.req.valid('json');
    judgeAddresses(body, deps.allowPrivate);
    const { resource, replayed } = await startOnce(catalog, {
      caller,
      prefix: 'pl',
      route: 'POST /v1/pipelines',
      idempotencyKey: c.req.valid('header')['idempotency-key'],
      body,
      find: (id) => catalog.pipelines.get(caller.tenant.id, id),
      start: async (id) => {
        await requireSecret(catalog, caller.tenant.id, body.callback);
        return limits.pipeline(caller, () => startPipeline(deps, { id, caller, requestId, body }));
      },
    });
    c.header('Location', `/v1/pipelines/${resource.id}`);
    if (replayed) c.header('Idempotent-Replayed', 'true');
    return c.json(pipelineView(resource), 201);
  });

  app.openapi(list, async (c) => {
    const { batch: batchId, limit, ...filter } = c.req.valid('query');
    const page = await catalog.pipelines.list(c.var.caller.tenant.id, {
      limit,
      ...given({ ...filter, batchId }),
    });
    return c.json({ ...page, items: page.items.map(pipelineView) }, 200);
  });

  app.openapi(read, async (c) => {
    return c.json(pipelineView(await own(c.var.caller.tenant.id, c.req.valid('param').id)), 200);
  });

  app.openapi(activities, async (c) => {
    const tenantId = c.var.caller.tenant.id;
    const { id } = await own(tenantId, c.req.valid('param').id);
    const { limit, cursor } = c.req.valid('query');
    const page = await catalog.activities.list(tenantId, id, { limit, ...given({ cursor }) });
    return c.json({ ...page, items: page.items.map(activityView) }, 200);
  });

  app.openapi(files, async (c) => {
    const tenantId = c.var.caller.tenant.id;
    const { id } = await own(tenantId, c.req.valid('param').id);
    return c.json({ items: (await catalog.files.ofWorkflow(tenantId, id)).map(fileView) }, 200);
  });

  app.openapi(events, async (c) => {
    const tenantId = c.var.caller.tenant.id;
    const { id } = await own(tenantId, c.req.valid('param').id);
    const after = c.req.valid('header')['last-event-id'] ?? 0;
    return eventStream(c, { feeds, tenantId, resourceId: id, after, draining });
  });

  app.openapi(command('cancel', 'Cancel a pipeline; what it has made is kept'), async (c) => {
    const row = await ownOpen(c.var.caller.tenant.id, c.req.valid('param').id, 'cancel');
    await engine.cancelPipeline(row.id);
    return c.json(pipelineView(row), 202);
  });

  app.openapi(command('resume', 'Say that the account works again'), async (c) => {
    const row = await ownOpen(c.var.caller.tenant.id, c.req.valid('param').id, 'resume');
    await engine.resumePipeline(row.id);
    return c.json(pipelineView(row), 202);
  });

  app.openapi(why, async (c) => {
    const { id } = await own(c.var.caller.tenant.id, c.req.valid('param').id);
    return c.json(explanationView(await engine.explainPipeline(id)), 200);
  });

  app.openapi(redrive, async (c) => {
    const { caller, requestId } = c.var;
    const row = await own(caller.tenant.id, c.req.valid('param').id);
    const started = await redrivePipeline(deps, { caller, requestId, row });
    c.header('Location', `/v1/pipelines/${started.id}`);
    return c.json(pipelineView(started), 201);
  });

  return app;

  async function ownOpen(tenantId: string, id: string, asked: string): Promise<PipelineRow> {
    const row = await own(tenantId, id);
    if (row.closedAt === undefined) return row;
    throw new Problem('conflict', `The pipeline has ended (${row.state}): there is nothing to ${asked}.`);
  }
}
