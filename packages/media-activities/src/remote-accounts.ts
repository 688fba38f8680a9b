import { accountBlocked } from './activity-error.js';
import type { RemoteAccount } from './remote-account.js';

/** The Ittybit accounts this process has a key for. An input names an account and never holds a key. */
export interface RemoteAccounts {
  /** Throws `AccountBlocked` for a name without an account: whoever needs it parks until an operator sets the key. */
  readonly get: (name: string) => RemoteAccount;
}

export function createRemoteAccounts(options: {
  readonly accounts: ReadonlyMap<string, RemoteAccount>;
  /** The setting that holds the key of an account, for example `ITTYBIT_API_KEY`. */
  readonly settingOf: (name: string) => string;
}): RemoteAccounts {
  const { accounts, settingOf } = options;
  return {
    get: (name) => {
      const account = accounts.get(name);
      if (account) return account;
      throw accountBlocked(
        `the worker has no API key for the account "${name}". Set ${settingOf(name)} and restart the worker.`,
      );
    },
  };
}
