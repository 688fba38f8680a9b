import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  createApiKey,
  freePort,
  startApi,
  startPostgres,
  type ApiKeyLimits,
  type RunningApi,
  type RunningPostgres,
} from '@org/dev-stack';
import { replaceable, type Replaceable } from './replaceable.ts';

type Environment = Readonly<Record<string, string>>;

/** Whose key the stack's is, and whose everything is that was started without the API. */
const TENANT = 'harness';

export interface StackApiOptions {
  readonly env?: Environment;
  /** Of the stack's key; what is not given is the API's default. */
  readonly keyLimits?: ApiKeyLimits;
}

/** The API of a stack, whose address and key outlive its process. */
export interface StackApi extends Replaceable<RunningApi> {
  readonly url: string;
  /** A key of the tenant of the stack. */
  readonly key: string;
}

/** Where the catalog is, and what the worker needs to deliver callbacks from it. */
export interface StackCatalog {
  readonly postgres: Replaceable<RunningPostgres>;
  readonly env: Environment;
}

export async function startStackCatalog(dataDir: string): Promise<StackCatalog> {
  const port = await freePort();
  const logFile = join(dataDir, 'postgres.log');
  const postgres = await replaceable(() =>
    startPostgres({ dataDir: join(dataDir, 'postgres'), port, logFile }),
  );
  const env = {
    // Its port and password stay the same when it is revived.
    DATABASE_URL: postgres.current().connectionString,
    CALLBACK_SECRET_KEY: randomBytes(32).toString('base64'),
  };
  return { postgres, env };
}

/** Starts the API in front of the Temporal server and the service that a worker with this environment uses. */
export async function startStackApi(
  dataDir: string,
  workerEnv: Environment,
  { env = {}, keyLimits = {} }: StackApiOptions,
): Promise<StackApi> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = {
    ...workerEnv,
    API_ALLOW_PRIVATE_ADDRESSES: 'true',
    API_ADOPT_TENANT: TENANT,
    PUBLIC_URL: url,
    API_SIGNING_SECRET: randomBytes(24).toString('base64url'),
    ...env,
  };
  const api = await replaceable(() => startApi({ dataDir: join(dataDir, 'api'), port, env: settings }));
  return { ...api, url, key: createApiKey(workerEnv['DATABASE_URL'] ?? '', TENANT, keyLimits) };
}
