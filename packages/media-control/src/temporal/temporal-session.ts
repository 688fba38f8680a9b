import type { Client, Connection } from '@temporalio/client';
import { systemClock, type Clock } from '../clock.js';

/** Every call to Temporal ends within this time: the SDK sets no deadline of its own. */
const RPC_DEADLINE_MS = 10_000;

/** One namespace of Temporal, as everything here reaches it. */
export interface TemporalSession {
  /** Its data converter, with its codecs, reads what histories and heartbeats hold. */
  readonly client: Client;
  readonly connection: Pick<Connection, 'workflowService' | 'operatorService'>;
  readonly namespace: string;
  /** Runs calls to Temporal under a deadline; 10 s when none is given. */
  rpc<T>(calls: () => Promise<T>, deadlineMs?: number): Promise<T>;
  /** The system's when absent. */
  readonly clock?: Clock;
}

export interface SessionOptions {
  /** Aborts every call of the session: those under way too. */
  readonly signal?: AbortSignal;
  /** Of a call that sets no deadline of its own. In ms. */
  readonly deadlineMs?: number;
  readonly clock?: Clock;
}

/** A session over a client that is connected already. Cheap: make one for each request that has a signal of its own. */
export function createSession(client: Client, options: SessionOptions = {}): TemporalSession {
  const { signal, deadlineMs: usual = RPC_DEADLINE_MS, clock = systemClock } = options;
  return {
    client,
    connection: client.connection,
    namespace: client.options.namespace,
    clock,
    rpc: async (calls, deadlineMs = usual) => {
      signal?.throwIfAborted();
      const withinDeadline = (): ReturnType<typeof calls> =>
        client.withDeadline(Date.now() + deadlineMs, calls);
      try {
        return await (signal ? client.withAbortSignal(signal, withinDeadline) : withinDeadline());
      } catch (error) {
        // To the SDK it is a call that was cancelled, which looks like a server that is away.
        signal?.throwIfAborted();
        throw error;
      }
    },
  };
}

/** Milliseconds since the epoch. */
export function nowOf({ clock = systemClock }: Pick<TemporalSession, 'clock'>): number {
  return clock.now();
}
