import { createIttybitClient } from '@org/ittybit-client';
import {
  createRemoteAccount,
  createRemoteAccounts,
  createWebhookReceiver,
  type WebhookReceiver,
} from '@org/media-activities';
import type { Catalog } from '@org/media-catalog';
import { type Logger, toLog } from '@org/media-log';
import type { Client } from '@temporalio/client';
import { accountKeyName } from '@org/media-env';
import type { Env } from '../env.js';
import { completeActivity } from './complete-activity.js';

/** Reads tasks with our own keys, and ends the activities that wait for them. */
export function webhookReceiver(
  env: Env,
  {
    client,
    catalog,
    logger,
    secret,
  }: {
    readonly client: Client;
    readonly catalog: Pick<Catalog, 'redrives'>;
    readonly logger: Logger;
    readonly secret: string;
  },
): WebhookReceiver {
  const { ITTYBIT_BASE_URL: baseUrl, ITTYBIT_API: api } = env;
  const accounts = [...env.accountKeys].map(([name, apiKey]) => {
    // A task that could not be read is told again by the service.
    const remote = createIttybitClient({ apiKey, api, retry: { attempts: 1 }, ...(baseUrl && { baseUrl }) });
    return [name, createRemoteAccount({ client: remote })] as const;
  });
  return createWebhookReceiver({
    accounts: createRemoteAccounts({ accounts: new Map(accounts), settingOf: accountKeyName }),
    secrets: [secret],
    complete: completeActivity(client, catalog),
    log: toLog(logger.child({ component: 'webhooks' })),
  });
}
