import { randomUUID } from 'node:crypto';
import type { BatchUpdate, BatchUpdated } from '@org/media-contracts';
import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { CliError } from '../../cli-error.js';
import { pause } from '../../clock.js';
import { EXIT } from '../../exit-codes.js';
import { grpcCode, innerMessage, isNotFound, isUnreachable } from '../../temporal/rpc-error.js';
import { runState } from '../../temporal/run-state.js';
import type { Session } from '../../temporal/session.js';
import { describeBatch } from './describe-batch.js';

/** How long an update is repeated, under the same id, before we say that it was not confirmed. */
const WITHIN_MS = 30_000;
const BETWEEN_MS = 500;

const FAILED_PRECONDITION = 9;
const RESOURCE_EXHAUSTED = 8;
const ABORTED = 10;

export interface UpdateRequest<Args extends [unknown]> {
  readonly workflowId: string;
  readonly update: BatchUpdate<Args>;
  readonly args: Args;
  /** What is asked, for messages: `pause`. */
  readonly asked: string;
}

/**
 * Sends an update and waits for its answer. All tries have one id, so that it is applied once, whatever happens to
 * an answer on its way: a hand-over refuses updates that arrive in its last moment, and nobody else repeats them.
 * Throws a `CliError`: 4 no such batch, 5 not confirmed, 7 refused.
 */
export async function updateBatch<Args extends [unknown]>(
  session: Session,
  request: UpdateRequest<Args>,
  withinMs = WITHIN_MS,
): Promise<BatchUpdated & { readonly runId: string }> {
  const { workflowId, asked } = request;
  const description = await describeBatch(session, workflowId);
  const state = runState(description.status.name);
  if (state !== 'running') throw closedAlready(request, state);
  const { runId } = description;
  const updateId = randomUUID();
  const giveUpAt = Date.now() + withinMs;
  for (;;) {
    try {
      return { ...(await send(session, request, updateId, giveUpAt)), runId };
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError) throw refused(request, innerMessage(error));
      if (isNotFound(error)) throw closedAlready(request, 'closed');
      if (!isPassing(error)) throw error;
      if (Date.now() + BETWEEN_MS >= giveUpAt) throw unconfirmed(workflowId, asked, innerMessage(error));
      await pause(BETWEEN_MS);
    }
  }
}

async function send<Args extends [unknown]>(
  session: Session,
  { workflowId, update, args }: UpdateRequest<Args>,
  updateId: string,
  giveUpAt: number,
): Promise<BatchUpdated> {
  const handle = session.client.workflow.getHandle(workflowId);
  const left = Math.max(1_000, giveUpAt - Date.now());
  return session.rpc(() => handle.executeUpdate(update, { args, updateId }), left);
}

/** Trouble that another try may not meet: above all "unexpected workflow task failure" during a hand-over. */
function isPassing(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isUnreachable(error)) return true;
  const code = grpcCode(error);
  return code === FAILED_PRECONDITION || code === RESOURCE_EXHAUSTED || code === ABORTED;
}

function closedAlready(
  { workflowId, asked }: { workflowId: string; asked: string },
  state: string,
): CliError {
  return new CliError(
    `${workflowId} has ended already (${state}); there is nothing to ${asked}.`,
    EXIT.wrongState,
    {
      workflowId,
      state,
    },
  );
}

function refused({ workflowId, asked }: { workflowId: string; asked: string }, reason: string): CliError {
  return new CliError(`${workflowId} refuses to ${asked}: ${reason}`, EXIT.wrongState, {
    workflowId,
    reason,
  });
}

function unconfirmed(workflowId: string, asked: string, reason: string): CliError {
  return new CliError(
    `${workflowId} did not confirm within ${WITHIN_MS / 1_000} s that it did what was asked (${asked}): ${reason}. ` +
      `Look before you ask again: batch-runner status ${workflowId}. A workflow worker has to be running.`,
    EXIT.unreachable,
    { workflowId },
  );
}
