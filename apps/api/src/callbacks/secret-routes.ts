import { randomBytes } from 'node:crypto';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { newCallbackSecret, type SecretBox } from '@org/media-activities';
import type { Catalog } from '@org/media-catalog';
import { IdParamSchema, problems, SECURITY } from '../docs/common-schemas.js';
import { json } from '../docs/route-answers.js';
import type { ApiEnv } from '../http/api-env.js';
import { notFound, Problem } from '../http/problem.js';
import { refuseInvalid } from '../http/validation.js';

const SecretSchema = z.object({ id: z.string(), createdAt: z.number() }).openapi('CallbackSecret');
const NewSecretSchema = z
  .object({
    id: z.string(),
    /** Shown this once. */
    secret: z.string(),
  })
  .openapi('NewCallbackSecret');

const common = { tags: ['callbacks'], security: SECURITY };

const create = createRoute({
  ...common,
  ...{ method: 'post', path: '/v1/callback-secrets', operationId: 'createCallbackSecret' },
  summary:
    'Make a secret. All that there are sign, so make the new one, go over to it, and remove the old one',
  responses: {
    201: json(NewSecretSchema, 'The secret, this once'),
    ...problems('conflict', 'unsupportedMediaType'),
  },
});
const list = createRoute({
  ...common,
  ...{
    method: 'get',
    path: '/v1/callback-secrets',
    operationId: 'listCallbackSecrets',
    summary: 'Newest first',
  },
  responses: {
    200: json(z.object({ items: z.array(SecretSchema) }), 'Without the secrets themselves'),
    ...problems(),
  },
});
const remove = createRoute({
  ...common,
  ...{ method: 'delete', path: '/v1/callback-secrets/{id}', operationId: 'removeCallbackSecret' },
  summary: 'Sign with it no more',
  request: { params: IdParamSchema },
  responses: { 204: { description: 'It is gone' }, ...problems('notFound') },
});

export interface SecretRoutes {
  readonly catalog: Pick<Catalog, 'secrets'>;
  readonly secretBox: SecretBox | undefined;
}

export function secretRoutes({ catalog: { secrets }, secretBox }: SecretRoutes): OpenAPIHono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  app.openapi(create, async (c) => {
    if (!secretBox) {
      throw new Problem('conflict', 'This API keeps no secrets: let the operator set CALLBACK_SECRET_KEY.');
    }
    const tenantId = c.var.caller.tenant.id;
    const id = `cs_${randomBytes(9).toString('base64url')}`;
    const secret = newCallbackSecret();
    await secrets.add(tenantId, { id, sealed: secretBox.seal(secret, tenantId) });
    return c.json({ id, secret }, 201);
  });
  app.openapi(list, async (c) => {
    const all = await secrets.list(c.var.caller.tenant.id);
    return c.json({ items: all.map(({ id, createdAt }) => ({ id, createdAt })) }, 200);
  });
  app.openapi(remove, async (c) => {
    const { id } = c.req.valid('param');
    if (!(await secrets.remove(c.var.caller.tenant.id, id))) throw notFound('secret', id);
    return c.body(null, 204);
  });
  return app;
}
