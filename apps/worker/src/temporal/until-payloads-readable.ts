import { setTimeout as delay } from 'node:timers/promises';
import { roleTaskQueue } from '@org/media-contracts';
import type { Logger } from '@org/media-log';
import {
  createPayloadCodec,
  readRunningWorkflows,
  type HistoryService,
  type ReadingCheck,
} from '@org/media-payload-codec';
import type { Env } from '../env.js';
import type { PayloadWatch } from './payload-watch.js';

/** Between two looks: a person has to change something meanwhile. In ms. */
const AGAIN_MS = 10_000;
const ANSWER_TIMEOUT_MS = 10_000;

export interface PayloadsToRead {
  readonly env: Pick<Env, 'TEMPORAL_NAMESPACE' | 'TASK_QUEUE' | 'PAYLOAD_KEYS'>;
  readonly connection: {
    readonly workflowService: HistoryService;
    readonly withDeadline: <T>(deadline: number, calls: () => Promise<T>) => Promise<T>;
  };
  readonly watch: PayloadWatch;
}

export interface WaitOptions {
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Told why, in words, after every look that found the keys wrong. */
  readonly onProblem: (reason: string) => void;
  readonly againMs?: number;
}

/**
 * Resolves when this process may take work: not while it can read none of the encrypted workflows that run. It goes on
 * looking, since they may end, or one may be started that it can read. Rejects when the signal fires.
 */
export async function untilPayloadsReadable(
  where: PayloadsToRead,
  { logger, signal, onProblem, againMs = AGAIN_MS }: WaitOptions,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const { readable, unreadable, hasWrongKeys } = await look(where, logger);
    if (readable > 0) where.watch.observer.decrypted();
    const [first] = unreadable;
    if (first === undefined) return;
    const { workflowId, error } = first;
    const facts = { workflowId, others: unreadable.length - 1, readable, err: error };
    if (!hasWrongKeys) {
      logger.warn(facts, 'Some running workflows cannot be read here: their tasks fail and are tried again');
      return;
    }
    onProblem(`PAYLOAD_KEYS does not read ${workflowId}: ${error.message}`);
    logger.error({ ...facts, settings: ['PAYLOAD_KEYS'] }, 'No running workflow can be read: taking no work');
    await delay(againMs, undefined, { signal });
  }
}

/** A server that does not let us look does not hold the start back: a wrong key then shows in the first task. */
async function look({ env, connection }: PayloadsToRead, logger: Logger): Promise<ReadingCheck> {
  try {
    return await connection.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, () =>
      readRunningWorkflows({
        service: connection.workflowService,
        namespace: env.TEMPORAL_NAMESPACE,
        taskQueue: roleTaskQueue(env.TASK_QUEUE, 'workflows'),
        codec: createPayloadCodec(env.PAYLOAD_KEYS),
      }),
    );
  } catch (error) {
    logger.warn({ err: error }, 'Could not look whether the running workflows can be read here');
    return { readable: 0, unreadable: [], hasWrongKeys: false };
  }
}
