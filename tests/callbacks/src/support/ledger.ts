import {
  newCallbackSecret,
  type CallbackAttemptRecord,
  type CallbackLedger,
  type StoredCallback,
} from '@org/media-activities';

/** Callbacks and secrets kept in memory, under the rules of the catalog. */
export interface Ledger extends CallbackLedger {
  readonly secretsOf: (tenantId: string) => Promise<readonly string[]>;
  /** Of the one tenant there is; the newest first. */
  readonly secrets: string[];
  readonly put: (id: string, url: string) => StoredCallback;
  readonly row: (id: string) => StoredCallback;
  readonly attemptsOf: (id: string) => readonly CallbackAttemptRecord[];
  /** Somebody asks for it again: which replay that is. */
  readonly replay: (id: string) => number;
  /** What happens before an attempt is kept: it may throw, or wait. */
  beforeRecord: () => void | Promise<void>;
}

/** Bytes that anything but sending them as they are would change. */
export const PAYLOAD = '{"type": "pipeline.succeeded",\n "data": {"id": "p-1", "word": "é\\u00e9"} }';

export function memoryLedger(): Ledger {
  const rows = new Map<string, StoredCallback>();
  const attempts = new Map<string, CallbackAttemptRecord[]>();
  const secrets = [newCallbackSecret()];

  function row(id: string): StoredCallback {
    const found = rows.get(id);
    if (!found) throw new Error(`there is no callback ${id}`);
    return found;
  }

  const ledger: Ledger = {
    secrets,
    row,
    secretsOf: async () => [...secrets],
    put: (id, url) => {
      const callback = {
        id,
        url,
        tenantId: 'tenant-1',
        payload: PAYLOAD,
        state: 'pending',
        replays: 0,
      } as const;
      rows.set(id, callback);
      return callback;
    },
    attemptsOf: (id) => attempts.get(id) ?? [],
    replay: (id) => {
      const { nextAttemptAt: _none, ...before } = row(id);
      rows.set(id, { ...before, state: 'pending', replays: before.replays + 1 });
      return before.replays + 1;
    },
    beforeRecord: () => undefined,
    load: async (id) => rows.get(id),
    attempts: async (_tenantId, id) => attempts.get(id) ?? [],
    recordAttempt: async (id, attempt, next) => {
      await ledger.beforeRecord();
      const kept = attempts.get(id) ?? [];
      if (kept.some((one) => one.attempt === attempt.attempt && one.replay === attempt.replay)) return;
      attempts.set(id, [...kept, attempt]);
      const { nextAttemptAt: _before, ...before } = row(id);
      if (before.replays === attempt.replay) rows.set(id, { ...before, ...next });
    },
  };
  return ledger;
}
