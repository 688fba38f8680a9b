import { resolve } from 'node:path';
import { DEV_TENANT } from './api-key.ts';
import { localApiKey, localSecret, localSecretKey } from './local-api-key.ts';
import { dataDir } from './paths.ts';
import type { StackAddresses } from './stack-record.ts';
import { mediaTool } from './tools.ts';

/** Files in this folder are served by ittybit-local under `/inputs/`. */
export const inputsDir = resolve(dataDir, 'inputs');

/** Lists, plans and results of batches: the worker and batch-runner use the same. */
export const storeDir = resolve(dataDir, 'store');

/** The environment in which an app uses a stack. With the real service its key is in our own environment already. */
export function appEnv(addresses: Omit<StackAddresses, 'worker' | 'api'>): Record<string, string> {
  const { ittybitLocal, storeUrl } = addresses;
  return {
    TEMPORAL_ADDRESS: addresses.temporal,
    TEMPORAL_NAMESPACE: addresses.namespace,
    // Remote work goes on without us and is found again, so a short good-bye loses nothing.
    WORKER_SHUTDOWN_GRACE_SECONDS: process.env['WORKER_SHUTDOWN_GRACE_SECONDS'] ?? '3',
    BATCH_RUNNER_NAME: './dev run',
    ...(storeUrl === undefined ? { STORE_DIR: storeDir } : { STORE_DIR: '', STORE_URL: storeUrl }),
    FFMPEG_PATH: mediaTool('ffmpeg'),
    FFPROBE_PATH: mediaTool('ffprobe'),
    ...(ittybitLocal === undefined
      ? {}
      : {
          ITTYBIT_API_KEY: localApiKey(),
          ITTYBIT_BASE_URL: ittybitLocal,
          WORKER_ALLOW_PRIVATE_ADDRESSES: 'true',
        }),
  };
}

/** What the API of a stack, and a worker that delivers callbacks, need beside that. */
export function catalogEnv(
  { api, ittybitLocal }: StackAddresses,
  databaseUrl: string,
): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    CALLBACK_SECRET_KEY: localSecretKey('callback-secrets'),
    API_ADOPT_TENANT: DEV_TENANT,
    // Only a service on this machine can reach the API with a webhook.
    ...(ittybitLocal === undefined
      ? {}
      : {
          API_ALLOW_PRIVATE_ADDRESSES: 'true',
          PUBLIC_URL: api,
          API_SIGNING_SECRET: localSecret('api-signing'),
        }),
  };
}
