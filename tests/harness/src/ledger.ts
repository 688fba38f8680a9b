/** What the tests read of ittybit-local's ledger: the source of truth about what was paid. */
export interface LedgerSummary {
  readonly requests: Readonly<Record<string, number>>;
  /** Requests by kind of route and outcome: a status code, `droppedBefore`, `droppedAfter`, `html`, `malformed`. */
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly creates: number;
  readonly replayed: number;
  readonly duplicates: readonly { readonly asked: string; readonly id: string; readonly earlierId: string }[];
  readonly groups: readonly LedgerGroup[];
}

export interface LedgerGroup {
  /** Canonical JSON of `{input, kind, options}`. */
  readonly asked: string;
  readonly creates: readonly {
    readonly id: string;
    readonly createdAt: number;
    readonly finishedAt: number | null;
    readonly status: string;
    readonly replays: number;
  }[];
}

/** A faults rule as ittybit-local reads it. */
export type FaultRule = Readonly<Record<string, unknown>> & { readonly fault: string };

/** The admin side of a running ittybit-local. */
export interface RemoteAdmin {
  readonly ledger: (since?: string) => Promise<LedgerSummary>;
  /** Starts a stretch of the ledger. */
  readonly mark: () => Promise<string>;
  readonly setFaults: (rules: readonly FaultRule[]) => Promise<void>;
  /** How often each rule struck since it was set. */
  readonly struck: () => Promise<readonly { readonly rule: FaultRule; readonly applied: number }[]>;
  /** Creates tasks that are nobody's here, at no cost to the ledger. */
  readonly createForeign: (body: Readonly<Record<string, unknown>>) => Promise<void>;
}

export function remoteAdmin(url: string, apiKey: string): RemoteAdmin {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}/_local/${path}`, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} /_local/${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }
  return {
    ledger: (since) => call('GET', since ? `ledger?since=${encodeURIComponent(since)}` : 'ledger'),
    mark: async () => (await call<{ mark: string }>('POST', 'ledger/mark')).mark,
    setFaults: (rules) => call('PUT', 'faults', { rules }),
    struck: async () =>
      (await call<{ rules: { rule: FaultRule; applied: number }[] }>('GET', 'faults')).rules,
    createForeign: (body) => call('POST', 'tasks', body),
  };
}
