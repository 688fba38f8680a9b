import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { AssetRow, Catalog } from '@org/media-catalog';
import type { ObjectStore } from '@org/media-storage';
import {
  given,
  IdempotencyHeaderSchema,
  IdParamSchema,
  PageQuerySchema,
  pageSchema,
  problems,
  SECURITY,
} from '../docs/common-schemas.js';
import { json } from '../docs/route-answers.js';
import type { ApiEnv } from '../http/api-env.js';
import { notFound, Problem } from '../http/problem.js';
import { refuseInvalid } from '../http/validation.js';
import { FileSchema } from '../pipelines/pipeline-schemas.js';
import { fileView } from '../pipelines/pipeline-view.js';
import { receiveUpload } from './receive-upload.js';

const AssetSchema = z
  .object({
    id: z.string(),
    /** Without its query part; of an upload `upload:<id>`. */
    source: z.string(),
    /** SHA-256 in hex, of what was uploaded. */
    digest: z.string().optional(),
    sizeBytes: z.number().optional(),
    /** As its bytes say. */
    mediaType: z.string().optional(),
    createdAt: z.number(),
  })
  .openapi('Asset');

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
const upload = createRoute({
  ...common,
  ...{ method: 'post', path: '/v1/uploads', operationId: 'uploadAsset' },
  summary: 'Upload a video, audio, an image, or a list: the body is the file',
  request: {
    headers: IdempotencyHeaderSchema.extend({
      'x-filename': z
        .string()
        .max(1_000)
        .optional()
        .openapi({ description: 'Its last part names the object.' }),
    }),
    body: { required: true, content: { 'application/octet-stream': { schema: z.string() } } },
  },
  responses: {
    201: json(
      AssetSchema,
      'The asset. `Idempotent-Replayed: true` when an earlier request had brought the same file.',
    ),
    ...problems('conflict', 'tooLarge', 'unsupportedMediaType'),
  },
});

export interface AssetRoutes {
  readonly catalog: Pick<Catalog, 'assets' | 'files'>;
  readonly store: ObjectStore | undefined;
  readonly maxUploadBytes: number;
}

export function assetRoutes({ catalog, store, maxUploadBytes }: AssetRoutes): OpenAPIHono<ApiEnv> {
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
  app.openapi(upload, async (c) => {
    if (!store)
      throw new Problem('conflict', 'This API has no store for uploads: let the operator set STORE_DIR.');
    const { body } = c.req.raw;
    if (!body) throw new Problem('malformed', 'Send the file as the body.');
    const headers = c.req.valid('header');
    const { asset, replayed } = await receiveUpload(
      { store, assets: catalog.assets },
      {
        tenantId: c.var.caller.tenant.id,
        name: headers['x-filename'],
        idempotencyKey: headers['idempotency-key'],
        body,
        maxBytes: maxUploadBytes,
        signal: c.req.raw.signal,
      },
    );
    c.header('Location', `/v1/assets/${asset.id}`);
    if (replayed) c.header('Idempotent-Replayed', 'true');
    return c.json(assetView(asset), 201);
  });
  return app;
}

function assetView({
  tenantId: _tenant,
  key: _key,
  probe: _probe,
  ...row
}: AssetRow): z.output<typeof AssetSchema> {
  return row;
}
