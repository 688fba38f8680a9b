import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecretBox } from '@org/media-activities';
import { createCatalog, migrateCatalog, type Catalog, type KeyLimits } from '@org/media-catalog';
import { startEmbeddedPostgres } from '@org/media-catalog/embedded';
import { createLogger } from '@org/media-log';
import { createDirectoryStore, type ObjectStore } from '@org/media-storage';
import { createObjectLinks } from '../assets/object-links.js';
import { createApi, type Api, type ApiDependencies } from '../create-api.js';
import { createMetrics } from '../http/metrics.js';
import { newKey } from '../keys/api-key.js';
import { DEFAULT_LIMITS } from '../keys/limits.js';
import { createFakeEngine, type FakeEngine } from './fake-engine.js';

export interface TestApi extends Api {
  readonly catalog: Catalog;
  readonly engine: FakeEngine;
  readonly store: ObjectStore;
  readonly logged: () => string;
  /** Of a tenant, which is made if there is none. */
  readonly keyOf: (tenant: string, limits?: Partial<KeyLimits>) => Promise<string>;
  readonly stopDatabase: () => Promise<void>;
  readonly drain: () => void;
  readonly stop: () => Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown> & {
    readonly id: string;
    readonly items: readonly Record<string, unknown>[];
  };
}

/** The API over a real catalog and a real store, with everything else in memory. */
export async function createTestApi(own: Partial<ApiDependencies['settings']> = {}): Promise<TestApi> {
  const folder = mkdtempSync(join(tmpdir(), 'media-api-'));
  const database = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), port: await freePort() });
  await migrateCatalog(database);
  const catalog = createCatalog(database);
  const engine = createFakeEngine();
  const store = createDirectoryStore({ root: join(folder, 'store') });
  const lines: string[] = [];
  const draining = new AbortController();
  const api = createApi({
    catalog,
    engine,
    store,
    links: createObjectLinks({
      publicUrl: 'https://api.test',
      secret: 'a secret of thirty-two characters',
      now: Date.now,
    }),
    codec: undefined,
    webhooks: undefined,
    secretBox: createSecretBox(Buffer.alloc(32, 7).toString('base64')),
    log: createLogger({
      service: 'api',
      level: 'debug',
      destination: { write: (line) => void lines.push(line) },
    }),
    metrics: createMetrics(),
    now: Date.now,
    webhookUrl: () => undefined,
    settings: {
      allowPrivate: false,
      corsOrigins: [],
      maxBodyBytes: 100_000,
      maxUploadBytes: 200_000,
      ...own,
    },
    draining: draining.signal,
  });
  const listening = new AbortController();
  const feeding = api.feeds.run(listening.signal);
  let running = true;
  const stopDatabase = async (): Promise<void> => {
    running = false;
    await database.stop();
  };
  return {
    ...api,
    catalog,
    engine,
    store,
    logged: () => lines.join(''),
    keyOf: async (tenant, limits = {}) => {
      const { id, key, prefix, hash } = newKey();
      await catalog.tenants.create({ id: tenant, name: tenant });
      const all = { ...DEFAULT_LIMITS, requestsPerSecond: 10_000, burst: 10_000, ...limits };
      await catalog.keys.create({ id, tenantId: tenant, name: 'test', prefix, hash, limits: all });
      return key;
    },
    stopDatabase,
    drain: () => {
      draining.abort();
    },
    stop: async () => {
      listening.abort();
      await feeding;
      await catalog.close();
      if (running) await stopDatabase();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Sends a request as the bearer of a key; a body that is an object goes as JSON. */
export function caller({ app }: Pick<Api, 'app'>, key: string) {
  return async (
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> => {
    const isRaw = body instanceof Uint8Array || typeof body === 'string';
    const response = await app.request(path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && !isRaw && { 'content-type': 'application/json' }),
        ...(body !== undefined && {
          'content-length': String(isRaw ? body.length : JSON.stringify(body).length),
        }),
        ...headers,
      },
      ...(body !== undefined && { body: isRaw ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = text === '' ? {} : text.startsWith('{') ? (JSON.parse(text) as object) : { text };
    return { status: response.status, headers: response.headers, body: parsed as Answer['body'] };
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
