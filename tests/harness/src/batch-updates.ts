import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  pauseBatch,
  resumeBatch,
  setBatchConcurrency,
  type BatchUpdate,
  type Concurrency,
} from '@org/media-contracts';
import {
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { BatchHandle, StartedBatch } from './batches.ts';

const BETWEEN_MS = 1_500;
const PAUSE_MS = 400;
const RETRY_MS = 300;

export interface Steering {
  readonly open: () => readonly StartedBatch[];
  /** What a batch has been given; it is changed to between half of it and all of it. */
  readonly lanesOf: (batch: StartedBatch) => number;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** Changes lanes, pauses and resumes, batch after batch, until the signal fires. Returns how many updates were applied. */
export async function steerBatches({ open, lanesOf, random, signal }: Steering): Promise<number> {
  let applied = 0;
  const send = async <Args extends [unknown]>(
    handle: BatchHandle,
    update: BatchUpdate<Args>,
    args: Args,
  ): Promise<void> => {
    if (await updatePatiently(handle, update, args)) applied++;
  };
  while (!signal.aborted) {
    await delay(BETWEEN_MS * (0.5 + random()), undefined, { signal }).catch(() => undefined);
    const batches = open();
    const batch = batches[Math.floor(random() * batches.length)];
    if (!batch) continue;
    const { handle } = batch;
    if (random() < 0.3) {
      await send(handle, pauseBatch, [{ reason: 'the test pauses it' }]);
      await delay(PAUSE_MS);
      await send(handle, resumeBatch, [{}]);
    } else {
      const total = Math.ceil(lanesOf(batch) * (0.5 + random() / 2));
      await send(handle, setBatchConcurrency, [{ total } satisfies Concurrency]);
    }
  }
  return applied;
}

/**
 * Asks again with the same update id until the batch confirms: during a hand-over, and while processes are
 * away, updates are refused without being applied. False when the batch had ended.
 */
async function updatePatiently<Args extends [unknown]>(
  handle: BatchHandle,
  update: BatchUpdate<Args>,
  args: Args,
): Promise<boolean> {
  const updateId = randomUUID();
  for (;;) {
    try {
      await handle.executeUpdate(update, { args, updateId });
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      const passing =
        error instanceof ServiceError || error instanceof WorkflowUpdateRPCTimeoutOrCancelledError;
      if (!passing) throw error;
      await delay(RETRY_MS);
    }
  }
}
