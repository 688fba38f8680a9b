import { OpenAPIHono } from '@hono/zod-openapi';
import type { AssetRow, Catalog } from '@org/media-catalog';
import type { SecretBox } from '@org/media-activities';
import type { ObjectStore } from '@org/media-storage';
import { randomBytes } from 'node:crypto';
import type { Hono } from 'hono';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import type { Engine } from './engine/engine.js';
import { createEventFeeds, type EventFeeds } from './events/event-feeds.js';
import { accessLog } from './http/access-log.js';
import type { ApiEnv } from './http/api-env.js';
import { authentication } from './http/authentication.js';
import { healthRoutes } from './http/health-routes.js';
import { jsonBody } from './http/json-body.js';
import { keepableText } from './http/keepable.js';
import type { Log } from './http/log.js';
import type { ApiMetrics } from './http/metrics.js';
import { Problem } from './http/problem.js';
import { answerError, problemResponse } from './http/problem-answer.js';
import { rateLimit } from './http/rate-limit.js';
import { referencePage } from './http/reference-page.js';
import { requestIds } from './http/request-id.js';
import { refuseInvalid } from './http/validation.js';
import { assetRoutes } from './assets/asset-routes.js';
import type { ObjectLinks } from './assets/object-links.js';
import { objectRoutes } from './assets/object-routes.js';
import { uploadRoutes } from './assets/upload-routes.js';
import { batchCommands } from './batches/batch-commands.js';
import { batchRoutes } from './batches/batch-routes.js';
import { callbackRoutes } from './callbacks/callback-routes.js';
import { secretRoutes } from './callbacks/secret-routes.js';
import { pipelineRoutes } from './pipelines/pipeline-routes.js';
import { createStartLimits } from './starts/limits.js';

/** Its body is a file, whose size and type are judged while it streams. */
export const UPLOADS = '/v1/uploads';

export interface ApiDependencies {
  readonly catalog: Catalog;
  readonly engine: Engine;
  readonly log: Log;
  readonly metrics: ApiMetrics;
  readonly now: () => number;
  /** Where uploads, lists and manifests are; absent where the API has none. */
  readonly store: ObjectStore | undefined;
  /** Links to what was uploaded, for the service that reads it; absent where nobody can reach us. */
  readonly links: ObjectLinks | undefined;
  /** Seals the secrets that sign callbacks; absent where callbacks are not offered. */
  readonly secretBox: SecretBox | undefined;
  /** Lets Temporal's tools show payloads; absent unless the operator wants it. */
  readonly codec: Hono<ApiEnv> | undefined;
  /** What the service tells about its tasks; mounted at `/webhooks/ittybit`. */
  readonly webhooks: Hono | undefined;
  readonly webhookUrl: (workflowId: string, account: string | undefined) => string | undefined;
  readonly settings: {
    /** Sources and callbacks may name addresses of this network. */
    readonly allowPrivate: boolean;
    readonly corsOrigins: readonly string[];
    readonly maxBodyBytes: number;
    readonly maxUploadBytes: number;
  };
  /** Fires when the process wants to end. */
  readonly draining: AbortSignal;
}

export interface Api {
  readonly app: OpenAPIHono<ApiEnv>;
  /** Has to run beside the server: it brings events to those who follow. */
  readonly feeds: EventFeeds;
}

/** Everything that is answered over HTTP, over whatever it is given. */
export function createApi(deps: ApiDependencies): Api {
  const { catalog, engine, log, metrics, now, settings, draining } = deps;
  const feeds = createEventFeeds(catalog.events);
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  app.onError((error, c) => answerError(error, c));
  app.notFound((c) =>
    problemResponse(new Problem('notFound', `There is no ${c.req.method} ${c.req.path}.`), c),
  );

  app.use(requestIds({ log, newId: () => `req_${randomBytes(12).toString('base64url')}` }));
  app.use(accessLog({ metrics, now }));
  app.use(secureHeaders());
  if (settings.corsOrigins.length > 0)
    app.use('/v1/*', cors({ origin: [...settings.corsOrigins], maxAge: 600 }));
  app.route(
    '/',
    healthRoutes({
      checks: { catalog: (signal) => catalog.ping(signal), temporal: engine.ping },
      metrics,
      draining,
    }),
  );
  app.route('/', referencePage());

  if (deps.codec) app.route('/', deps.codec);
  if (deps.webhooks) app.route('/webhooks/ittybit', deps.webhooks);
  if (deps.store && deps.links) app.route('/', objectRoutes({ store: deps.store, links: deps.links }));
  app.use('/v1/*', authentication({ catalog, now }));
  app.use('/v1/*', rateLimit({ now }));
  app.use('/v1/*', jsonBody({ maxBytes: settings.maxBodyBytes, uploads: UPLOADS }));
  app.use('/v1/*', keepableText({ uploads: UPLOADS }));
  const limits = createStartLimits(catalog);
  const { allowPrivate } = settings;
  const shared = { ...deps, feeds, limits, allowPrivate };
  app.route('/', pipelineRoutes({ ...shared, assetUrl: (asset) => linkTo(asset, deps.links) }));
  app.route('/', batchRoutes(shared));
  app.route('/', batchCommands(deps));
  app.route('/', callbackRoutes(deps));
  app.route('/', secretRoutes(deps));
  app.route('/', assetRoutes(deps));
  app.route('/', uploadRoutes({ ...deps, maxUploadBytes: settings.maxUploadBytes }));

  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Media API',
      version: '1.0.0',
      description:
        'Durable media processing: pipelines, batches, and what they made. Times are ms since the epoch.',
    },
  });
  return { app, feeds };
}

/** The address of an asset for the service: where it came from, or a link to what was uploaded. */
function linkTo({ key, source }: AssetRow, links: ObjectLinks | undefined): string {
  if (key === undefined) return source;
  if (links) return links.urlOf(key);
  throw new Problem(
    'conflict',
    'What was uploaded cannot be read by the service: let the operator set PUBLIC_URL and API_SIGNING_SECRET.',
  );
}
