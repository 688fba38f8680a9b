import { createIttybitClient, type IttybitClient } from '@org/ittybit-client';
import { CliError } from './cli-error.js';
import { accountKeyName, type Env } from './env.js';
import { EXIT } from './exit-codes.js';

/** A client for one Ittybit account. Throws a `CliError` when the environment holds no key for it. */
export function remoteClient(env: Env, account: string, attempts = 3): IttybitClient {
  const apiKey = env.accountKeys.get(account);
  if (apiKey === undefined) {
    throw new CliError(`No key for account ${account}: set ${accountKeyName(account)}.`, EXIT.usage, {
      account,
    });
  }
  return createIttybitClient({
    apiKey,
    baseUrl: env.ITTYBIT_BASE_URL,
    api: env.ITTYBIT_API,
    requestTimeoutMs: 10_000,
    totalTimeoutMs: 30_000,
    retry: { attempts },
  });
}
