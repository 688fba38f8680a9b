import type { CallbackAttemptRecord, CallbackLedger, StoredCallback } from '../callbacks/callback-ledger.js';

/** Callbacks kept in memory, under the rules of the catalog. */
export interface MemoryCallbacks extends CallbackLedger {
  readonly put: (row: Pick<StoredCallback, 'id' | 'url'> & Partial<StoredCallback>) => void;
  readonly row: (id: string) => StoredCallback | undefined;
  readonly attemptsOf: (id: string) => readonly CallbackAttemptRecord[];
  /** Until it is called with undefined, every call rejects with the error. */
  readonly breakWith: (error: Error | undefined) => void;
}

export function createMemoryCallbacks(): MemoryCallbacks {
  const rows = new Map<string, StoredCallback>();
  const attempts = new Map<string, CallbackAttemptRecord[]>();
  let broken: Error | undefined;

  async function answering<T>(answer: () => T): Promise<T> {
    if (broken) throw broken;
    return answer();
  }

  return {
    put: ({ tenantId = 'tenant-1', payload = '{"type":"pipeline.succeeded"}', ...row }) => {
      rows.set(row.id, { state: 'pending', replays: 0, ...row, tenantId, payload });
    },
    row: (id) => rows.get(id),
    attemptsOf: (id) => attempts.get(id) ?? [],
    breakWith: (error) => {
      broken = error;
    },
    load: (id) => answering(() => rows.get(id)),
    attempts: (tenantId, id) =>
      answering(() => (rows.get(id)?.tenantId === tenantId ? (attempts.get(id) ?? []) : [])),
    recordAttempt: (id, attempt, next) =>
      answering(() => {
        const row = rows.get(id);
        const kept = attempts.get(id) ?? [];
        if (!row || kept.some((one) => one.attempt === attempt.attempt && one.replay === attempt.replay))
          return;
        attempts.set(id, [...kept, attempt]);
        const { nextAttemptAt: _before, ...rest } = row;
        if (row.replays === attempt.replay) rows.set(id, { ...rest, ...next });
      }),
  };
}
