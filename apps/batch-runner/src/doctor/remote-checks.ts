import { IttybitDecision, isIttybitError, type IttybitClient } from '@org/ittybit-client';
import { accountKeyName } from '@org/media-env';
import type { Env } from '../env.js';
import { remoteClient } from '../remote-client.js';
import { fail, ok, warn, type Check } from './check.js';

/** Whether the key of an account works. One list of one task: it costs nothing. */
export async function checkKey(env: Env, account: string): Promise<Check> {
  const name = `key of account ${account}`;
  if (!env.accountKeys.has(account)) {
    return warn({
      name,
      found: `not checked: ${accountKeyName(account)} is not set here`,
      meaning: 'Workers have keys of their own; whether theirs works is not known.',
      advice: `Set ${accountKeyName(account)} to have it checked.`,
    });
  }
  try {
    await remoteClient(env, account, 2).list({ limit: 1 });
    return ok(name, 'accepted');
  } catch (error) {
    return keyTrouble(name, account, error);
  }
}

function keyTrouble(name: string, account: string, error: unknown): Check {
  const found = error instanceof Error ? error.message : String(error);
  if (isIttybitError(error) && error.decision === IttybitDecision.accountBlocked) {
    const meaning = 'Pipelines of this account park until it works.';
    return fail({
      name,
      found,
      meaning,
      advice: `Mend the account, or set ${accountKeyName(account)} to a valid key.`,
    });
  }
  const meaning = 'The remote service cannot be used from here.';
  return fail({ name, found, meaning, advice: 'Check ITTYBIT_BASE_URL, ITTYBIT_API and the network.' });
}

/** What the probe needs of a client. */
export type ProbeClient = Pick<IttybitClient, 'create' | 'get' | 'list'>;
