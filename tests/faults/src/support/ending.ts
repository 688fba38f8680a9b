import type { MediaPipelineResult, PipelineFailureDetails, StageName } from '@org/media-contracts';
import { resultOf, type PipelineHandle } from '@org/tests-harness';
import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client';

/** The URLs of the outputs of a pipeline that must succeed, in the order of its stages. */
export async function resultUrls(handle: PipelineHandle): Promise<string[]> {
  const { ingestedUrl, thumbnailUrl, audioUrl, transcodedUrl } = await resultOf(handle);
  return [ingestedUrl, thumbnailUrl, audioUrl, transcodedUrl].filter((url) => url !== undefined);
}

/** What a `PipelineFailed` lists. */
export async function failureOf(handle: PipelineHandle): Promise<PipelineFailureDetails> {
  const failure = await applicationFailureOf(handle);
  if (failure.type !== 'PipelineFailed') throw new Error(`the pipeline failed with ${String(failure.type)}`);
  return failure.details?.[0] as PipelineFailureDetails;
}

/** The failure of a pipeline that must not succeed. */
export async function applicationFailureOf(handle: PipelineHandle): Promise<ApplicationFailure> {
  let result: MediaPipelineResult;
  try {
    result = await resultOf(handle);
  } catch (error) {
    if (error instanceof WorkflowFailedError && error.cause instanceof ApplicationFailure) return error.cause;
    throw error;
  }
  throw new Error(`the pipeline succeeded, which this test does not expect: ${JSON.stringify(result)}`);
}

/** The stages of a list, in its order. */
export function stagesOf(list: readonly { readonly stage: string }[]): StageName[] {
  return list.map(({ stage }) => stage as StageName);
}
