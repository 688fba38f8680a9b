/** A callback as it is kept: what is sent is the same, byte for byte, in every attempt. */
export interface StoredCallback {
  /** Sent as `webhook-id`. */
  readonly id: string;
  readonly tenantId: string;
  readonly url: string;
  readonly payload: string;
  readonly state: 'pending' | 'delivering' | 'delivered' | 'dead';
  readonly replays: number;
  readonly nextAttemptAt?: number;
}

/** What is kept of an attempt. Times are ms since the epoch. */
export interface CallbackAttemptRecord {
  /** From 1, in each replay anew. */
  readonly attempt: number;
  readonly replay: number;
  readonly at: number;
  readonly durationMs: number;
  /** Of the answer, when there was one. */
  readonly status?: number;
  readonly error?: string;
}

/** The part of the catalog that deliveries need. */
export interface CallbackLedger {
  readonly load: (id: string) => Promise<StoredCallback | undefined>;
  readonly attempts: (tenantId: string, id: string) => Promise<readonly CallbackAttemptRecord[]>;
  /** Written once per replay and attempt: the second time changes nothing. */
  readonly recordAttempt: (
    id: string,
    attempt: CallbackAttemptRecord,
    next: { state: 'delivering' | 'delivered' | 'dead'; nextAttemptAt?: number },
  ) => Promise<void>;
}
