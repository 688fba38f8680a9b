import type { RemoteAccount } from './remote-account.js';

/** The same account, whose calls are counted into `count.calls` when they are made. */
export function countedAccount(account: RemoteAccount, count: { calls: number }): RemoteAccount {
  const { calls } = account;
  const counted = <T>(call: () => Promise<T>): Promise<T> => {
    count.calls++;
    return call();
  };
  return {
    ...account,
    calls: {
      create: (request, options) => counted(() => calls.create(request, options)),
      get: (id, signal) => counted(() => calls.get(id, signal)),
      list: (filter, signal) => counted(() => calls.list(filter, signal)),
    },
  };
}
