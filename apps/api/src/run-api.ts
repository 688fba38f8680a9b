import { createCatalog, migrateCatalog } from '@org/media-catalog';
import { DEFAULT_ACCOUNT } from '@org/media-contracts';
import { createSecretBox, webhookUrl } from '@org/media-activities';
import type { Logger } from '@org/media-log';
import { createPayloadCodec } from '@org/media-payload-codec';
import { namesStore, openStore } from '@org/media-storage';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { createObjectLinks } from './assets/object-links.js';
import { codecRoutes } from './codec/codec-routes.js';
import { createApi } from './create-api.js';
import { connectTemporal } from './engine/connect-temporal.js';
import { createTemporalEngine } from './engine/temporal-engine.js';
import { storeSettings } from '@org/media-env';
import type { Env } from './env.js';
import { createMetrics } from './http/metrics.js';
import { serve } from './http/serve.js';
import { composeProjector } from './projection/compose-projector.js';
import { createWebhookRoutes } from './webhooks/webhook-routes.js';
import { webhookReceiver } from './webhooks/webhook-receiver.js';

/** Wait between tries to reach the database at the start. In ms. */
const MIGRATE_AGAIN_MS = 2_000;

export interface ApiContext {
  readonly env: Env;
  readonly logger: Logger;
  /** Asks for a graceful end. */
  readonly signal: AbortSignal;
}

/** Composes everything and serves until the signal fires. Rejects when it could not start. */
export async function runApi({ env, logger, signal }: ApiContext): Promise<void> {
  const connectionString = env.DATABASE_URL;
  await migrate(connectionString, { logger, signal });
  const catalog = createCatalog({
    connectionString,
    onError: (error) => {
      logger.warn({ err: error }, 'A connection to the catalog ended');
    },
  });
  const client = connectTemporal(env);
  const place = publicPlace(env);
  const store = namesStore(storeSettings(env)) ? await openStore(storeSettings(env)) : undefined;
  const metrics = createMetrics();
  const draining = new AbortController();
  const api = createApi({
    catalog,
    engine: createTemporalEngine({ client, taskQueue: env.TASK_QUEUE, store }),
    log: logger,
    metrics,
    now: Date.now,
    store,
    secretBox: env.CALLBACK_SECRET_KEY === undefined ? undefined : createSecretBox(env.CALLBACK_SECRET_KEY),
    links: place && createObjectLinks({ ...place, now: Date.now }),
    codec: codecEndpoint(env),
    webhooks:
      place && createWebhookRoutes(webhookReceiver(env, { client, catalog, logger, secret: place.secret })),
    webhookUrl: (workflowId, account = DEFAULT_ACCOUNT) =>
      place && webhookUrl(place, { account, workflowId }),
    settings: {
      allowPrivate: env.API_ALLOW_PRIVATE_ADDRESSES,
      corsOrigins: env.API_CORS_ORIGINS,
      maxBodyBytes: env.API_MAX_BODY_BYTES,
      maxUploadBytes: env.API_MAX_UPLOAD_BYTES,
    },
    draining: draining.signal,
  });
  const server = await serve(api, { host: env.API_HOST, port: env.API_PORT });
  logger.info({ url: server.url, reference: `${server.url}/reference` }, 'Serving');
  const background = new AbortController();
  const projector = composeProjector(env, { client, catalog, logger, metrics });
  const running = [api.feeds.run(background.signal), projector.run(background.signal)];
  if (!signal.aborted) await once(signal, 'abort');
  draining.abort();
  await server.close(env.API_SHUTDOWN_GRACE_SECONDS * 1_000);
  background.abort();
  await Promise.all(running);
  await client.connection.close();
  await catalog.close();
}

/** The database may come up after us; what else is wrong with it is told at once. */
async function migrate(connectionString: string, { logger, signal }: Omit<ApiContext, 'env'>): Promise<void> {
  for (;;) {
    try {
      await migrateCatalog({ connectionString });
      return;
    } catch (error) {
      if (!(error instanceof Error && 'retryable' in error && error.retryable === true)) throw error;
      logger.warn({ err: error, check: 'DATABASE_URL' }, 'The database does not answer; trying again');
      await delay(MIGRATE_AGAIN_MS, undefined, { signal });
    }
  }
}

/** Where others reach us, and what signs the addresses that we give them. */
function publicPlace({
  PUBLIC_URL,
  API_SIGNING_SECRET,
}: Env): { publicUrl: string; secret: string } | undefined {
  if (PUBLIC_URL === undefined || API_SIGNING_SECRET === undefined) return undefined;
  return { publicUrl: PUBLIC_URL, secret: API_SIGNING_SECRET };
}

function codecEndpoint({
  PAYLOAD_KEYS,
  API_CODEC_TOKEN: token,
  API_CODEC_ORIGIN: uiOrigin,
}: Env): ReturnType<typeof codecRoutes> | undefined {
  if (PAYLOAD_KEYS === undefined || token === undefined) return undefined;
  return codecRoutes({ codec: createPayloadCodec(PAYLOAD_KEYS), token, uiOrigin });
}
