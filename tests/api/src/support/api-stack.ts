import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import {
  createApiKey,
  freePort,
  startApi,
  startPostgres,
  type RunningApi,
  type RunningPostgres,
} from '@org/dev-stack';
import { createMediaApi, type MediaApi } from '@org/media-api-client';
import { replaceable, startStack, type Replaceable, type Stack } from '@org/tests-harness';

const SECRET_KEY = Buffer.alloc(32, 3).toString('base64');

export interface ApiStack {
  readonly stack: Stack;
  readonly api: Replaceable<RunningApi>;
  readonly postgres: Replaceable<RunningPostgres>;
  /** What the API says of itself wherever it runs. */
  readonly url: string;
  readonly key: string;
  readonly client: MediaApi;
  readonly keyOf: (tenant: string) => string;
  readonly stop: () => Promise<void>;
}

/** Everything that `./dev up` starts, in a folder of its own, each part to be killed. */
export async function startApiStack({
  remoteArgs = ['--simulate', 'constant:300'],
  workerEnv = {},
  apiEnv = {},
}: {
  readonly remoteArgs?: readonly string[];
  readonly workerEnv?: Readonly<Record<string, string>>;
  readonly apiEnv?: Readonly<Record<string, string>>;
} = {}): Promise<ApiStack> {
  const dataDir = mkdtempSync(join(tmpdir(), 'media-api-stack-'));
  const postgresPort = await freePort();
  const postgres = await replaceable(() =>
    startPostgres({ dataDir: join(dataDir, 'postgres'), port: postgresPort }),
  );
  const { connectionString } = postgres.current();
  const catalog = { DATABASE_URL: connectionString, CALLBACK_SECRET_KEY: SECRET_KEY };
  const stack = await startStack({ taskQueue: 'api', remoteArgs, workerEnv: { ...catalog, ...workerEnv } });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...stack.workerEnv,
    ...catalog,
    PUBLIC_URL: url,
    API_SIGNING_SECRET: 'a-secret-of-more-than-thirty-two-characters',
    API_ALLOW_PRIVATE_ADDRESSES: 'true',
    API_ADOPT_TENANT: 'adopted',
    LOG_LEVEL: 'info',
    ...apiEnv,
  };
  const api = await replaceable(() => startApi({ dataDir, port, env }));
  const key = createApiKey(connectionString, 'acme');
  return {
    stack,
    api,
    postgres,
    url,
    key,
    client: createMediaApi({ baseUrl: url, key }),
    keyOf: (tenant) => createApiKey(connectionString, tenant),
    stop: async () => {
      await api.stop();
      await stack.stop();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
