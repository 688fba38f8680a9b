import {
  createIttybitClient,
  isIttybitError,
  IttybitDecision,
  type IttybitClient,
} from '@org/ittybit-client';
import { CliError } from './cli-error.js';
import { accountKeyName } from '@org/media-env';
import type { Env } from './env.js';
import { EXIT } from './exit-codes.js';

/** A client for one Ittybit account. Throws a `CliError` when the environment holds no key for it, or no usable address. */
export function remoteClient(env: Env, account: string, attempts = 3): IttybitClient {
  const apiKey = env.accountKeys.get(account);
  if (apiKey === undefined) {
    throw new CliError(`No key for account ${account}: set ${accountKeyName(account)}.`, EXIT.usage, {
      account,
    });
  }
  try {
    return createIttybitClient({
      apiKey,
      baseUrl: env.ITTYBIT_BASE_URL,
      // As for the worker: plain http within a private network is the operator's choice.
      allowInsecure: env.WORKER_ALLOW_PRIVATE_ADDRESSES,
      api: env.ITTYBIT_API,
      requestTimeoutMs: 10_000,
      totalTimeoutMs: 30_000,
      retry: { attempts },
    });
  } catch (error) {
    if (!isIttybitError(error) || error.decision !== IttybitDecision.badInput) throw error;
    throw new CliError(asSettings(error.message), EXIT.usage);
  }
}

/** The client speaks of its options; whoever reads this sets variables. */
function asSettings(message: string): string {
  return message
    .replaceAll('baseUrl', 'ITTYBIT_BASE_URL')
    .replaceAll('allowInsecure', 'WORKER_ALLOW_PRIVATE_ADDRESSES=true, as for the worker');
}
