import type { PipelineFailureDetails } from '@org/media-contracts';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Pipeline } from './pipeline-world.ts';

/** The application failure that a pipeline ends with. @throws Error when it ends otherwise. */
export async function failureOf(pipeline: Pick<Pipeline, 'result'>): Promise<ApplicationFailure> {
  const cause = await causeOf(pipeline);
  if (cause instanceof ApplicationFailure) return cause;
  throw new Error(`the pipeline ended with ${String(cause)}`, { cause });
}

/** What the `PipelineFailed` of a pipeline tells. */
export async function failureDetailsOf(pipeline: Pick<Pipeline, 'result'>): Promise<PipelineFailureDetails> {
  const { type, details } = await failureOf(pipeline);
  if (type !== 'PipelineFailed') throw new Error(`the pipeline failed with ${String(type)}`);
  return details?.[0] as PipelineFailureDetails;
}

/** What a pipeline that does not succeed ends with. */
export async function causeOf(pipeline: Pick<Pipeline, 'result'>): Promise<Error | undefined> {
  try {
    await pipeline.result();
  } catch (error) {
    if (error instanceof WorkflowFailedError) return error.cause;
    throw error;
  }
  throw new Error('the pipeline succeeded, which this test does not expect');
}
