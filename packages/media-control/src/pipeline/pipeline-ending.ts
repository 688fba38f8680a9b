import type {
  MediaPipelineResult,
  MediaPipelineWorkflow,
  PipelineFailureDetails,
} from '@org/media-contracts';
import { PipelineFailureDetailsSchema } from '@org/media-contracts/schemas';
import {
  ApplicationFailure,
  CancelledFailure,
  TerminatedFailure,
  TimeoutFailure,
  WorkflowFailedError,
} from '@temporalio/client';
import type { Execution } from '../temporal/execution.js';
import type { RunState } from '../temporal/run-state.js';
import type { TemporalSession } from '../temporal/temporal-session.js';

/** How a closed pipeline ended. */
export interface PipelineEnding {
  readonly state: Exclude<RunState, 'running'>;
  readonly result?: MediaPipelineResult;
  readonly failure?: PipelineEndingFailure;
}

export interface PipelineEndingFailure {
  readonly type: string;
  readonly message: string;
  /** Present when the pipeline itself told what failed and what was kept. */
  readonly details?: PipelineFailureDetails;
}

/** Reads the end of a pipeline that is known to be closed. */
export async function readPipelineEnding(
  session: TemporalSession,
  { workflowId, runId }: Execution,
): Promise<PipelineEnding> {
  const handle = session.client.workflow.getHandle<MediaPipelineWorkflow>(workflowId, runId);
  try {
    return { state: 'succeeded', result: await session.rpc(() => handle.result()) };
  } catch (error) {
    if (error instanceof WorkflowFailedError) return pipelineEndingOf(error.cause);
    throw error;
  }
}

export function pipelineEndingOf(cause: Error | undefined): PipelineEnding {
  const message = cause?.message ?? 'no reason was recorded';
  if (cause instanceof CancelledFailure)
    return { state: 'cancelled', failure: { type: 'Cancelled', message } };
  if (cause instanceof TerminatedFailure)
    return { state: 'terminated', failure: { type: 'Terminated', message } };
  if (cause instanceof TimeoutFailure) return { state: 'timedOut', failure: { type: 'TimedOut', message } };
  if (!(cause instanceof ApplicationFailure))
    return { state: 'failed', failure: { type: 'Unknown', message } };
  const details = PipelineFailureDetailsSchema.safeParse(cause.details?.[0]);
  return {
    state: 'failed',
    failure: {
      type: cause.type ?? 'Unknown',
      message,
      ...(details.success ? { details: details.data } : {}),
    },
  };
}
