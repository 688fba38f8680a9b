import { FAILURE_TYPES, type BatchFanOutWorkflow, type BatchResult } from '@org/media-contracts';
import { BatchResultSchema } from '@org/media-contracts/schemas';
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  TerminatedFailure,
  TimeoutFailure,
  WorkflowFailedError,
} from '@temporalio/client';
import type { Execution } from '../temporal/execution.js';
import type { TemporalSession } from '../temporal/temporal-session.js';

/** How a closed batch ended: the first three by its own decision, with a manifest. */
export type BatchEndState = BatchResult['state'] | 'failed' | 'terminated' | 'timedOut';

export interface BatchEnding {
  readonly state: BatchEndState;
  /** Counts and manifest; absent when the batch could not write any. */
  readonly result?: BatchResult;
  readonly failure?: { readonly type: string; readonly message: string };
}

/** Reads the end of a batch that is known to be closed. */
export async function readBatchEnding(
  session: TemporalSession,
  { workflowId, runId }: Execution,
): Promise<BatchEnding> {
  const handle = session.client.workflow.getHandle<BatchFanOutWorkflow>(workflowId, runId);
  try {
    const result = await session.rpc(() => handle.result());
    return { state: result.state, result };
  } catch (error) {
    if (error instanceof WorkflowFailedError) return batchEndingOf(error.cause);
    throw error;
  }
}

export function batchEndingOf(failure: Error | undefined): BatchEnding {
  // A list that is refused fails the batch with its activity, whose own message says nothing.
  const cause = failure instanceof ActivityFailure ? (failure.cause ?? failure) : failure;
  const message = cause?.message ?? 'no reason was recorded';
  if (cause instanceof TerminatedFailure) {
    return { state: 'terminated', failure: { type: 'Terminated', message } };
  }
  if (cause instanceof TimeoutFailure) return { state: 'timedOut', failure: { type: 'TimedOut', message } };
  const details =
    cause instanceof CancelledFailure || cause instanceof ApplicationFailure ? cause.details : [];
  const told = BatchResultSchema.safeParse(details?.[0]);
  const result = told.success ? { result: told.data } : {};
  if (cause instanceof CancelledFailure) {
    return { state: 'cancelled', ...result, failure: { type: 'Cancelled', message } };
  }
  if (!(cause instanceof ApplicationFailure)) {
    return { state: 'failed', failure: { type: 'Unknown', message } };
  }
  const type = cause.type ?? 'Unknown';
  const state = type === FAILURE_TYPES.batchStopped ? 'stopped' : 'failed';
  return { state, ...result, failure: { type, message } };
}
