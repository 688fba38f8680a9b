import type { Catalog } from '@org/media-catalog';
import { createApi } from '../create-api.js';
import type { Engine } from '../engine/engine.js';
import type { Log } from '../http/log.js';
import { createMetrics } from '../http/metrics.js';

const nothing = (): void => undefined;
const silent: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => silent };

/** What `/openapi.json` answers, of an API that is connected to nothing. */
export async function openApiDocument(): Promise<Record<string, unknown>> {
  const { app } = createApi({
    // Routes only take references; nothing is asked.
    catalog: {} as Catalog,
    engine: {} as Engine,
    store: undefined,
    links: undefined,
    codec: undefined,
    webhooks: undefined,
    secretBox: undefined,
    log: silent,
    metrics: createMetrics(),
    now: Date.now,
    webhookUrl: () => undefined,
    settings: { allowPrivate: false, corsOrigins: [], maxBodyBytes: 1, maxUploadBytes: 1 },
    draining: new AbortController().signal,
  });
  const answer = await app.request('/openapi.json');
  return (await answer.json()) as Record<string, unknown>;
}
