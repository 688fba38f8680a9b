import {
  type Clock,
  type CreateRequest,
  type CreateResult,
  isIttybitError,
  type IttybitClient,
  type ListFilter,
  type RemoteTask,
  systemClock,
  type TaskPage,
} from '@org/ittybit-client';
import { noMetrics, silentLog, type ActivityMetrics, type Log, type RemoteCall } from './ports.js';
import { createQuotaGate, type QuotaGate } from './quota-gate.js';
import { createRemoteWatcher, type RemoteWatcher } from './remote-watcher.js';
import type { WatchSettings } from './watch-settings.js';

/** The calls of one account, counted. They do not wait: whoever makes one stands at the gate first. */
export interface RemoteCalls {
  readonly create: (
    request: CreateRequest,
    options: { idempotencyKey: string; requestTimeoutMs: number },
  ) => Promise<CreateResult>;
  readonly get: (id: string, signal: AbortSignal) => Promise<RemoteTask>;
  readonly list: (filter: ListFilter, signal: AbortSignal) => Promise<TaskPage>;
}

/** Everything that activities share per API key and process. */
export interface RemoteAccount {
  readonly calls: RemoteCalls;
  readonly gate: QuotaGate;
  readonly watcher: RemoteWatcher;
}

export interface RemoteAccountOptions {
  /**
   * Must be made with `retry: { attempts: 1 }`: a retry inside the client would pass by the gate and by the
   * check of the key's age.
   */
  readonly client: Pick<IttybitClient, 'create' | 'get' | 'list'>;
  readonly clock?: Clock;
  /** From 0 up to 1, for jitter. */
  readonly random?: () => number;
  readonly log?: Log;
  readonly metrics?: ActivityMetrics;
  /** How closely tasks are watched. Scale it with time in simulations. */
  readonly watch?: Partial<WatchSettings>;
}

/** Bundles a client with the gate and the watcher that all activities of one API key share. Make one per key and process. */
export function createRemoteAccount(options: RemoteAccountOptions): RemoteAccount {
  const { client, clock = systemClock, random = Math.random, log = silentLog, watch = {} } = options;
  const calls = countedCalls(client, options.metrics ?? noMetrics);
  const gate = createQuotaGate({ clock, random });
  return { calls, gate, watcher: createRemoteWatcher({ calls, gate, clock, random, log, settings: watch }) };
}

function countedCalls(client: RemoteAccountOptions['client'], metrics: ActivityMetrics): RemoteCalls {
  async function counted<T>(
    call: RemoteCall,
    promise: Promise<T>,
    outcomeOf: (result: T) => string,
  ): Promise<T> {
    try {
      const result = await promise;
      metrics.remoteCall({ call, outcome: outcomeOf(result) });
      return result;
    } catch (error) {
      metrics.remoteCall({ call, outcome: isIttybitError(error) ? error.decision : 'aborted' });
      throw error;
    }
  }
  const ok = (): string => 'ok';
  return {
    create: (request, own) =>
      counted('create', client.create(request, own), ({ replayed }) => (replayed ? 'replayed' : 'ok')),
    get: (id, signal) => counted('get', client.get(id, { signal }), ok),
    list: (filter, signal) => counted('list', client.list(filter, { signal }), ok),
  };
}
