import { isIttybitError } from '@org/ittybit-client';
import { DEFAULT_ACCOUNT } from '@org/media-contracts';
import type { Logger } from '@org/media-log';
import { accountKeyName } from '@org/media-env';
import type { Account } from './create-accounts.js';

/**
 * Says at the start what would otherwise only show when the first pipeline parks: a missing key, or one that the
 * service refuses. One cheap read per account; nothing here is fatal.
 */
export async function checkAccounts(
  accounts: ReadonlyMap<string, Pick<Account, 'client'>>,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  if (!accounts.has(DEFAULT_ACCOUNT)) {
    logger.error(
      { account: DEFAULT_ACCOUNT, setting: accountKeyName(DEFAULT_ACCOUNT), accounts: [...accounts.keys()] },
      'No API key for the default account: pipelines that use it will park until the key is set and the worker restarted',
    );
  }
  await Promise.all([...accounts].map(([name, account]) => checkAccount(name, account, { logger, signal })));
}

async function checkAccount(
  account: string,
  { client }: Pick<Account, 'client'>,
  { logger, signal }: { readonly logger: Logger; readonly signal: AbortSignal },
): Promise<void> {
  try {
    await client.list({ limit: 1 }, { signal });
    logger.info({ account }, 'Ittybit accepts the API key');
  } catch (error) {
    if (signal.aborted) return;
    const fields = { account, setting: accountKeyName(account), err: error };
    if (isIttybitError(error) && error.decision === 'accountBlocked') {
      logger.error(fields, 'Ittybit refuses this account: its pipelines will park until that is mended');
    } else {
      logger.warn(
        fields,
        'Could not ask Ittybit whether the API key is accepted; activities will keep trying',
      );
    }
  }
}
