import { createCallbackActivities, createCallbackPost, createSecretBox } from '@org/media-activities';
import { createCatalog } from '@org/media-catalog';
import type { CallbackActivities } from '@org/media-contracts';
import { type Logger, toLog } from '@org/media-log';
import { missingSettings, type Env } from '../env.js';

export type CallbacksRole =
  | { readonly available: true; readonly activities: CallbackActivities }
  | { readonly available: false; readonly reason: string };

/**
 * What the role needs: the catalog, and the key that opens the secrets in it. It starts though the database is away:
 * deliveries wait for it.
 */
export function prepareCallbacksRole(env: Env, logger: Logger): CallbacksRole {
  const { DATABASE_URL: connectionString, CALLBACK_SECRET_KEY: keys } = env;
  if (connectionString === undefined || keys === undefined) {
    const settings = missingSettings('callbacks', env);
    const reason = `${settings.join(' and ')} not set: callbacks and their secrets are in the catalog.`;
    logger.error({ role: 'callbacks', settings }, `The role callbacks is not started: ${reason}`);
    return { available: false, reason };
  }
  const box = createSecretBox(keys);
  const catalog = createCatalog({
    connectionString,
    onError: (error) => {
      logger.warn({ err: error }, 'A connection to the catalog ended');
    },
  });
  const activities = createCallbackActivities({
    callbacks: catalog.callbacks,
    secretsOf: async (tenantId) =>
      (await catalog.secrets.list(tenantId)).map(({ sealed }) => box.open(sealed, tenantId)),
    post: createCallbackPost({
      allowPrivateAddresses: env.WORKER_ALLOW_PRIVATE_ADDRESSES,
      howToAllow: 'let the operator set WORKER_ALLOW_PRIVATE_ADDRESSES=true',
    }),
    log: toLog(logger.child({ component: 'callbacks' })),
  });
  return { available: true, activities };
}
