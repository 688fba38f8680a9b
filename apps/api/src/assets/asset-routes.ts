import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import type { AssetRow, Catalog } from '@org/media-catalog';
import {
  given,
  IdParamSchema,
  PageQuerySchema,
  pageSchema,
  problems,
  SECURITY,
} from '../docs/common-schemas.js';
import { json } from '../docs/route-answers.js';
import type { ApiEnv } from '../http/api-env.js';
import { notFound } from '../http/problem.js';
import { refuseInvalid } from '../http/validation.js';
import { FileSchema } from '../pipelines/pipeline-schemas.js';
import { fileView } from '../pipelines/pipeline-view.js';
import { AssetSchema, assetView } from './asset-view.js';

const common = { tags: ['assets'], security: SECURITY };

const list = createRoute({
  ...common,
  ...{ method: 'get', path: '/v1/assets', operationId: 'listAssets', summary: 'List assets, newest first' },
  request: { query: PageQuerySchema },
  responses: { 200: json(pageSchema(AssetSchema, 'AssetPage'), 'A page'), ...problems() },
});
const read = createRoute({
  ...common,
  ...{ method: 'get', path: '/v1/assets/{id}', operationId: 'getAsset', summary: 'Read an asset' },
  request: { params: IdParamSchema },
  responses: { 200: json(AssetSchema, 'The asset'), ...problems('notFound') },
});
const files = createRoute({
  ...common,
  ...{
    method: 'get',
    path: '/v1/assets/{id}/files',
    operationId: 'listAssetFiles',
    summary: 'What was made of it',
  },
  request: { params: IdParamSchema, query: PageQuerySchema },
  responses: {
    200: json(pageSchema(FileSchema, 'FilePage'), 'A page, newest first'),
    ...problems('notFound'),
  },
});
export interface AssetRoutes {
  readonly catalog: Pick<Catalog, 'assets' | 'files'>;
}

export function assetRoutes({ catalog }: AssetRoutes): OpenAPIHono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  const own = async (tenantId: string, id: string): Promise<AssetRow> => {
    const asset = await catalog.assets.get(tenantId, id);
    if (!asset) throw notFound('asset', id);
    return asset;
  };
  app.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const page = await catalog.assets.list(c.var.caller.tenant.id, { limit, ...given({ cursor }) });
    return c.json({ ...page, items: page.items.map(assetView) }, 200);
  });
  app.openapi(read, async (c) => {
    return c.json(assetView(await own(c.var.caller.tenant.id, c.req.valid('param').id)), 200);
  });
  app.openapi(files, async (c) => {
    const tenantId = c.var.caller.tenant.id;
    const { id } = await own(tenantId, c.req.valid('param').id);
    const { limit, cursor } = c.req.valid('query');
    const page = await catalog.files.ofAsset(tenantId, id, { limit, ...given({ cursor }) });
    return c.json({ ...page, items: page.items.map(fileView) }, 200);
  });
  return app;
}
