import { millis } from './decode.js';
import type { TemporalSession } from './temporal-session.js';

/** Codes of `temporal.api.enums.v1.TaskQueueType`. */
const QUEUE_TYPES = { workflow: 1, activity: 2 } as const;

/** A poll waits up to a minute on the server: an older last poll means that the worker is gone. */
const POLLER_ALIVE_MS = 70_000;

/** Who asks a task queue for work. */
export interface QueuePollers {
  readonly queue: string;
  readonly kind: 'workflow' | 'activity';
  /** Workers seen in the last five minutes: Temporal forgets older ones. */
  readonly pollers: number;
  readonly lastPollAt?: number;
}

export async function queuePollers(
  session: TemporalSession,
  { queue, kind }: Pick<QueuePollers, 'queue' | 'kind'>,
): Promise<QueuePollers> {
  const answer = await session.rpc(() =>
    session.connection.workflowService.describeTaskQueue({
      namespace: session.namespace,
      taskQueue: { name: queue },
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- The SDK's client re-exports no enums of the protocol, so its codes are written out above.
      taskQueueType: QUEUE_TYPES[kind],
    }),
  );
  const polls = answer.pollers.map((poller) => millis(poller.lastAccessTime) ?? 0);
  return {
    queue,
    kind,
    pollers: polls.length,
    ...(polls.length > 0 ? { lastPollAt: Math.max(...polls) } : {}),
  };
}

export function isPolled({ lastPollAt }: QueuePollers, now: number): boolean {
  return lastPollAt !== undefined && now - lastPollAt < POLLER_ALIVE_MS;
}
