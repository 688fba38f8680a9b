import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Catalog } from '@org/media-catalog';
import type { ObjectStore } from '@org/media-storage';
import { IdempotencyHeaderSchema, IdParamSchema, problems, SECURITY } from '../docs/common-schemas.js';
import { json } from '../docs/route-answers.js';
import type { ApiEnv } from '../http/api-env.js';
import { Problem } from '../http/problem.js';
import { refuseInvalid } from '../http/validation.js';
import { startOnce } from '../starts/idempotent-start.js';
import { AssetSchema, assetView } from './asset-view.js';
import { completeUpload, linkForUpload } from './presigned-upload.js';
import { receiveUpload } from './receive-upload.js';

const FileNameSchema = z.string().max(1_000).optional();
const ASKED_FOR_A_LINK = 'POST /v1/uploads/presigned';

const OfferedFileSchema = z
  .object({
    sizeBytes: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')
      .optional()
      .openapi({ description: 'Of the file: the store then refuses other bytes.' }),
    name: FileNameSchema.openapi({ description: 'Its last part names the object.' }),
  })
  .openapi('OfferedFile');
const UploadLinkSchema = z
  .object({
    /** Of the asset it becomes. */
    id: z.string(),
    method: z.literal('PUT'),
    /** Takes exactly this file, once. Whoever has it may send it: keep it to yourself. */
    url: z.string(),
    /** To be sent as they are. */
    headers: z.record(z.string(), z.string()),
    /** Ms since the epoch. */
    expiresAt: z.number(),
  })
  .openapi('UploadLink');

const common = { tags: ['assets'], security: SECURITY };

const upload = createRoute({
  ...common,
  ...{ method: 'post', path: '/v1/uploads', operationId: 'uploadAsset' },
  summary: 'Upload a video, audio, an image, or a list: the body is the file',
  request: {
    headers: IdempotencyHeaderSchema.extend({
      'x-filename': FileNameSchema.openapi({ description: 'Its last part names the object.' }),
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
const presign = createRoute({
  ...common,
  ...{ method: 'post', path: '/v1/uploads/presigned', operationId: 'presignUpload' },
  summary: 'Get a link to PUT a file to, past this API, where the store is S3; then complete the upload',
  request: {
    headers: IdempotencyHeaderSchema,
    body: { required: true, content: { 'application/json': { schema: OfferedFileSchema } } },
  },
  responses: {
    201: json(UploadLinkSchema, 'The link. A PUT that answers 412 had arrived before: complete the upload'),
    ...problems('conflict', 'tooLarge', 'unsupportedMediaType'),
  },
});
const complete = createRoute({
  ...common,
  ...{ method: 'post', path: '/v1/uploads/{id}/complete', operationId: 'completeUpload' },
  summary: 'Make an asset of what a link has brought',
  request: { params: IdParamSchema },
  responses: {
    201: json(AssetSchema, 'The asset, the same one however often it is asked for'),
    ...problems('notFound', 'conflict', 'unsupportedMediaType', 'tooLarge'),
  },
});

export interface UploadRoutes {
  readonly catalog: Pick<Catalog, 'assets' | 'idempotency'>;
  readonly store: ObjectStore | undefined;
  readonly maxUploadBytes: number;
  readonly now: () => number;
}

export function uploadRoutes(deps: UploadRoutes): OpenAPIHono<ApiEnv> {
  const { catalog, maxUploadBytes: maxBytes, now } = deps;
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  const theStore = (): ObjectStore => {
    if (deps.store) return deps.store;
    throw new Problem('conflict', 'This API has no store for uploads: let the operator set STORE_DIR.');
  };
  app.openapi(upload, async (c) => {
    const store = theStore();
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
        maxBytes,
        signal: c.req.raw.signal,
      },
    );
    c.header('Location', `/v1/assets/${asset.id}`);
    if (replayed) c.header('Idempotent-Replayed', 'true');
    return c.json(assetView(asset), 201);
  });
  app.openapi(presign, async (c) => {
    const store = theStore();
    const { caller } = c.var;
    const body = c.req.valid('json');
    const { resource: link } = await startOnce(catalog, {
      caller,
      prefix: 'as',
      route: ASKED_FOR_A_LINK,
      idempotencyKey: c.req.valid('header')['idempotency-key'],
      body,
      // A link is made anew each time: the one before may have expired.
      find: async () => undefined,
      start: (id) => linkForUpload(body, { store, tenantId: caller.tenant.id, id, maxBytes, now: now() }),
    });
    c.header('Cache-Control', 'no-store');
    return c.json({ ...link, headers: { ...link.headers }, method: 'PUT' as const }, 201);
  });
  app.openapi(complete, async (c) => {
    const asset = await completeUpload({
      store: theStore(),
      assets: catalog.assets,
      tenantId: c.var.caller.tenant.id,
      id: c.req.valid('param').id,
      now: now(),
      signal: c.req.raw.signal,
    });
    c.header('Location', `/v1/assets/${asset.id}`);
    return c.json(assetView(asset), 201);
  });
  return app;
}
