import { randomUUID } from 'node:crypto';
import type { BatchUpdate, BatchUpdated } from '@org/media-contracts';
import { until } from '@org/tests-support';
import { currentRun, type Batch } from './batch-world.ts';

/** Sends an update under one id until it is answered: a hand-over refuses what arrives in its last moment. */
export async function updateUntilAnswered<Args extends [unknown]>(
  batch: Batch,
  update: BatchUpdate<Args>,
  args: Args,
): Promise<{ readonly updateId: string; readonly answer: BatchUpdated }> {
  const updateId = randomUUID();
  const answer = await until(`the answer to ${update.name}`, async () =>
    currentRun(batch).executeUpdate<BatchUpdated, Args>(update, { args, updateId }),
  );
  return { updateId, answer };
}
