import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { BatchRow, Catalog } from '@org/media-catalog';
import type { BatchUpdated } from '@org/media-contracts';
import { IdParamSchema, problems, SECURITY } from '../docs/common-schemas.js';
import type { Engine } from '../engine/engine.js';
import type { ApiEnv } from '../http/api-env.js';
import { notFound, Problem } from '../http/problem.js';
import { refuseInvalid } from '../http/validation.js';
import {
  CancelSchema,
  CommandAnswerSchema,
  PauseSchema,
  SetConcurrencySchema,
  SpendCapSchema,
} from './batch-schemas.js';

const NothingSchema = z.strictObject({});

const command = <T extends z.ZodType>(name: string, summary: string, schema: T) =>
  createRoute({
    method: 'post',
    path: `/v1/batches/{id}/${name}`,
    operationId: `${name.replace(/-(.)/g, (_all, letter: string) => letter.toUpperCase())}Batch`,
    tags: ['batches'],
    summary,
    security: SECURITY,
    request: { params: IdParamSchema, body: { required: true, content: { 'application/json': { schema } } } },
    responses: {
      200: { description: 'It did', content: { 'application/json': { schema: CommandAnswerSchema } } },
      ...problems('notFound', 'conflict', 'tooLarge', 'unsupportedMediaType'),
    },
  });

const routes = {
  pause: command('pause', 'Start nothing new; what is in flight goes on', PauseSchema),
  resume: command('resume', 'Go on after a pause, or ask at once after a park', NothingSchema),
  cancel: command('cancel', 'Start nothing new and end with a manifest', CancelSchema),
  concurrency: command('set-concurrency', 'How many items are in flight at once', SetConcurrencySchema),
  spendCap: command('set-spend-cap', 'Where to park and ask; null lifts the cap', SpendCapSchema),
};

/** What is asked of a batch while it runs; each answer says in which phase that left it. */
export function batchCommands({
  catalog,
  engine,
}: {
  readonly catalog: Pick<Catalog, 'batches'>;
  readonly engine: Engine;
}): OpenAPIHono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  const open = async (tenantId: string, id: string): Promise<BatchRow> => {
    const row = await catalog.batches.get(tenantId, id);
    if (!row) throw notFound('batch', id);
    if (row.closedAt === undefined) return row;
    throw new Problem('conflict', `The batch has ended (${row.state}): nothing can be asked of it any more.`);
  };
  const answer = (id: string, { phase }: BatchUpdated): { id: string; phase: string } => ({ id, phase });

  app.openapi(routes.pause, async (c) => {
    const { id } = await open(c.var.caller.tenant.id, c.req.valid('param').id);
    return c.json(answer(id, await engine.pauseBatch(id, c.req.valid('json').reason)), 200);
  });
  app.openapi(routes.resume, async (c) => {
    const { id } = await open(c.var.caller.tenant.id, c.req.valid('param').id);
    return c.json(answer(id, await engine.resumeBatch(id)), 200);
  });
  app.openapi(routes.cancel, async (c) => {
    const { id } = await open(c.var.caller.tenant.id, c.req.valid('param').id);
    const { wait, reason } = c.req.valid('json');
    return c.json(answer(id, await engine.cancelBatch(id, { wait, reason })), 200);
  });
  app.openapi(routes.concurrency, async (c) => {
    const { id } = await open(c.var.caller.tenant.id, c.req.valid('param').id);
    return c.json(answer(id, await engine.setBatchConcurrency(id, c.req.valid('json'))), 200);
  });
  app.openapi(routes.spendCap, async (c) => {
    const { id } = await open(c.var.caller.tenant.id, c.req.valid('param').id);
    return c.json(answer(id, await engine.setBatchSpendCap(id, c.req.valid('json').cap)), 200);
  });
  return app;
}
