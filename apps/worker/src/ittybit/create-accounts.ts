import { createIttybitClient, type IttybitClient } from '@org/ittybit-client';
import {
  DEFAULT_WATCH_SETTINGS,
  createRemoteAccount,
  type ActivityMetrics,
  type RemoteAccount,
  type WatchSettings,
} from '@org/media-activities';
import { type Logger, toLog } from '@org/media-log';
import type { Env } from '../env.js';

export interface Account {
  readonly client: IttybitClient;
  readonly remote: RemoteAccount;
}

/** One account for each key in the environment, by name. */
export function createAccounts(
  env: Pick<
    Env,
    | 'accountKeys'
    | 'ITTYBIT_API'
    | 'ITTYBIT_BASE_URL'
    | 'WORKER_WATCH_SCALE'
    | 'WORKER_ALLOW_PRIVATE_ADDRESSES'
  >,
  { logger, metrics }: { readonly logger: Logger; readonly metrics: ActivityMetrics },
): ReadonlyMap<string, Account> {
  const watch = scaledWatch(env.WORKER_WATCH_SCALE);
  const accounts = new Map<string, Account>();
  for (const [name, apiKey] of env.accountKeys) {
    const client = createIttybitClient({
      apiKey,
      api: env.ITTYBIT_API,
      baseUrl: env.ITTYBIT_BASE_URL,
      // Plain http within a private network is the operator's choice, as private addresses are.
      allowInsecure: env.WORKER_ALLOW_PRIVATE_ADDRESSES,
      // Activities retry by themselves: in here a retry would pass by the gate of the account.
      retry: { attempts: 1 },
    });
    const log = toLog(logger.child({ component: 'remote', account: name }));
    accounts.set(name, { client, remote: createRemoteAccount({ client, watch, log, metrics }) });
  }
  return accounts;
}

/** Where remote tasks take a tenth of their time, so must watching them; counts and shares stay. */
function scaledWatch(scale: number): Partial<WatchSettings> {
  return Object.fromEntries(
    Object.entries(DEFAULT_WATCH_SETTINGS)
      .filter(([name]) => name.endsWith('Ms'))
      .map(([name, value]) => [name, (value as number) * scale]),
  );
}
