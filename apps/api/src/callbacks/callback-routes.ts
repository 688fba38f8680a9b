import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { CallbackRow, Catalog } from '@org/media-catalog';
import {
  given,
  IdParamSchema,
  ListQuerySchema,
  pageSchema,
  problems,
  SECURITY,
} from '../docs/common-schemas.js';
import { json } from '../docs/route-answers.js';
import type { ApiEnv } from '../http/api-env.js';
import { notFound, Problem } from '../http/problem.js';
import { refuseInvalid } from '../http/validation.js';

const CallbackSchema = z
  .object({
    id: z.string(),
    resourceKind: z.enum(['pipeline', 'batch']),
    resourceId: z.string(),
    event: z.string(),
    url: z.string(),
    /** As it is sent, byte for byte the same in every attempt. */
    payload: z.string(),
    /** `dead`: given up after the last attempt; a replay delivers it again. */
    state: z.enum(['pending', 'delivering', 'delivered', 'dead']),
    attempts: z.number().int(),
    nextAttemptAt: z.number().optional(),
    replays: z.number().int(),
    createdAt: z.number(),
    deliveredAt: z.number().optional(),
  })
  .openapi('Callback');

const AttemptSchema = z
  .object({
    attempt: z.number().int(),
    replay: z.number().int(),
    at: z.number(),
    durationMs: z.number().int(),
    status: z.number().int().optional(),
    error: z.string().optional(),
  })
  .openapi('CallbackAttempt');

const common = { tags: ['callbacks'], security: SECURITY };

const list = createRoute({
  ...common,
  ...{
    method: 'get',
    path: '/v1/callbacks',
    operationId: 'listCallbacks',
    summary: 'List callbacks, newest first',
  },
  request: { query: ListQuerySchema.extend({ resource: z.string().max(1_000).optional() }) },
  responses: { 200: json(pageSchema(CallbackSchema, 'CallbackPage'), 'A page'), ...problems() },
});
const read = createRoute({
  ...common,
  ...{ method: 'get', path: '/v1/callbacks/{id}', operationId: 'getCallback', summary: 'Read a callback' },
  request: { params: IdParamSchema },
  responses: { 200: json(CallbackSchema, 'The callback'), ...problems('notFound') },
});
const attempts = createRoute({
  ...common,
  ...{ method: 'get', path: '/v1/callbacks/{id}/attempts', operationId: 'listCallbackAttempts' },
  summary: 'How each attempt went',
  request: { params: IdParamSchema },
  responses: {
    200: json(z.object({ items: z.array(AttemptSchema) }), 'All of them'),
    ...problems('notFound'),
  },
});
const replay = createRoute({
  ...common,
  ...{ method: 'post', path: '/v1/callbacks/{id}/replay', operationId: 'replayCallback' },
  summary: 'Deliver a callback again that was delivered or given up',
  request: { params: IdParamSchema },
  responses: {
    202: json(CallbackSchema, 'It is delivered again'),
    ...problems('notFound', 'conflict', 'unsupportedMediaType'),
  },
});

export function callbackRoutes({
  catalog,
}: {
  readonly catalog: Pick<Catalog, 'callbacks'>;
}): OpenAPIHono<ApiEnv> {
  const { callbacks } = catalog;
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  const own = async (tenantId: string, id: string): Promise<CallbackRow> => {
    const row = await callbacks.get(tenantId, id);
    if (!row) throw notFound('callback', id);
    return row;
  };
  app.openapi(list, async (c) => {
    const { limit, resource: resourceId, ...filter } = c.req.valid('query');
    const page = await callbacks.list(c.var.caller.tenant.id, { limit, ...given({ ...filter, resourceId }) });
    return c.json({ ...page, items: page.items.map(callbackView) }, 200);
  });
  app.openapi(read, async (c) => {
    return c.json(callbackView(await own(c.var.caller.tenant.id, c.req.valid('param').id)), 200);
  });
  app.openapi(attempts, async (c) => {
    const { id, tenantId } = await own(c.var.caller.tenant.id, c.req.valid('param').id);
    return c.json({ items: [...(await callbacks.attempts(tenantId, id))] }, 200);
  });
  app.openapi(replay, async (c) => {
    const { id, tenantId, state } = await own(c.var.caller.tenant.id, c.req.valid('param').id);
    if ((await callbacks.replay(tenantId, id)) === undefined) {
      throw new Problem('conflict', `The callback is ${state}: it is delivered already, wait for its end.`);
    }
    return c.json(callbackView(await own(tenantId, id)), 202);
  });
  return app;
}

function callbackView({ tenantId: _tenant, ...row }: CallbackRow): z.output<typeof CallbackSchema> {
  return row;
}
