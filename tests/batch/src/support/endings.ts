import type { BatchResult } from '@org/media-contracts';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Batch } from './batch-world.ts';

/** What a batch that does not return a result ends with. */
export async function causeOf(batch: Pick<Batch, 'result'>): Promise<Error | undefined> {
  try {
    await batch.result();
  } catch (error) {
    if (error instanceof WorkflowFailedError) return error.cause;
    throw error;
  }
  throw new Error('the batch returned a result, which this test does not expect');
}

/** The application failure that a batch ends with. @throws Error when it ends otherwise. */
export async function failureOf(batch: Pick<Batch, 'result'>): Promise<ApplicationFailure> {
  const cause = await causeOf(batch);
  if (cause instanceof ApplicationFailure) return cause;
  throw new Error(`the batch ended with ${String(cause)}`, { cause });
}

/** What the `BatchStopped` of a batch tells. */
export async function stoppedResultOf(batch: Pick<Batch, 'result'>): Promise<BatchResult> {
  const { type, details } = await failureOf(batch);
  if (type !== 'BatchStopped') throw new Error(`the batch failed with ${String(type)}`);
  return details?.[0] as BatchResult;
}
