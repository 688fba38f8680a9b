import { setTimeout as delay } from 'node:timers/promises';
import {
  WORKFLOWS,
  type MediaPipelineInput,
  type MediaPipelineResult,
  type MediaPipelineWorkflow,
  type StageName,
  type StagePolicy,
} from '@org/media-contracts';
import { ServiceError, WorkflowExecutionAlreadyStartedError, type WorkflowHandle } from '@temporalio/client';
import type { Stack } from './stack.ts';

export type PipelineHandle = WorkflowHandle<MediaPipelineWorkflow>;

let started = 0;

/** Starts a pipeline over a source that no other test asks for, so that the ledger can tell them apart. */
export async function startPipeline(
  stack: Stack,
  input: Partial<MediaPipelineInput> = {},
): Promise<PipelineHandle> {
  const workflowId = `${stack.taskQueue}-${process.pid}-${++started}`;
  const source = `https://media.test/${workflowId}.mp4`;
  try {
    return await patiently(() =>
      stack.client.workflow.start<MediaPipelineWorkflow>(WORKFLOWS.mediaPipeline, {
        taskQueue: stack.taskQueue,
        workflowId,
        args: [{ source, inspectOutputs: false, heartbeatTimeoutMs: 2_000, ...input }],
      }),
    );
  } catch (error) {
    // The server made the workflow and died before it could say so.
    if (error instanceof WorkflowExecutionAlreadyStartedError)
      return stack.client.workflow.getHandle(workflowId);
    throw error;
  }
}

/** The result of a pipeline, through deaths of the server. @throws what the workflow failed with. */
export async function resultOf(handle: PipelineHandle): Promise<MediaPipelineResult> {
  return patiently(() => handle.result());
}

/** Asks again while the server is away. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      await delay(500);
    }
  }
}

/** Settings that leave only one stage, or give every stage the same policy. */
export function onlyStage(
  wanted: StageName,
  policy: Partial<StagePolicy> = {},
): MediaPipelineInput['stages'] {
  const off = { enabled: false };
  return { ingest: off, thumbnails: off, audio: off, transcode: off, [wanted]: { policy } };
}

export function everyStage(policy: Partial<StagePolicy>): MediaPipelineInput['stages'] {
  return { ingest: { policy }, thumbnails: { policy }, audio: { policy }, transcode: { policy } };
}
