import { randomUUID } from 'node:crypto';
import type { BatchUpdate, BatchUpdated } from '@org/media-contracts';
import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { systemClock } from '../clock.js';
import { ControlError } from '../control-error.js';
import { grpcCode, innerMessage, isNotFound, isUnreachable } from '../temporal/rpc-error.js';
import { runState } from '../temporal/run-state.js';
import type { TemporalSession } from '../temporal/temporal-session.js';
import { describeBatch } from './describe-batch.js';

/** How long an update is repeated, under the same id, before we say that it was not confirmed. */
const WITHIN_MS = 30_000;
const BETWEEN_MS = 500;

const FAILED_PRECONDITION = 9;
const RESOURCE_EXHAUSTED = 8;
const ABORTED = 10;

export interface BatchUpdateRequest<Args extends [unknown]> {
  readonly workflowId: string;
  readonly update: BatchUpdate<Args>;
  readonly args: Args;
  /** What is asked, for messages: `pause`. */
  readonly asked: string;
  /** Whoever asks again with the same one is answered, and changes nothing. A random one when absent. */
  readonly updateId?: string;
}

export interface UpdateOptions {
  /** How long it is tried. Default 30,000 ms. */
  readonly withinMs?: number;
  /** Ends the tries; whether the update was applied is not known then. */
  readonly signal?: AbortSignal;
}

/**
 * Sends an update and waits for its answer. All tries have one id, so that it is applied once, whatever happens to
 * an answer on its way: a hand-over refuses updates that arrive in its last moment, and nobody else repeats them.
 * Rejects with `notFound`, `closed`, `refused`, or `unreachable` when it was not confirmed.
 */
export async function updateBatch<Args extends [unknown]>(
  session: TemporalSession,
  request: BatchUpdateRequest<Args>,
  { withinMs = WITHIN_MS, signal }: UpdateOptions = {},
): Promise<BatchUpdated & { readonly runId: string }> {
  const { workflowId } = request;
  const description = await describeBatch(session, workflowId);
  const state = runState(description.status.name);
  if (state !== 'running') throw closedAlready(request, state);
  const { runId } = description;
  const { clock = systemClock } = session;
  const identified = { updateId: randomUUID(), ...request };
  const giveUpAt = clock.now() + withinMs;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return { ...(await send(session, identified, Math.max(1_000, giveUpAt - clock.now()))), runId };
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError) throw refused(request, innerMessage(error));
      if (isNotFound(error)) throw closedAlready(request, 'closed');
      if (!isPassing(error)) throw error;
      if (clock.now() + BETWEEN_MS >= giveUpAt) throw unconfirmed(request, withinMs, innerMessage(error));
      await clock.sleep(BETWEEN_MS, signal);
    }
  }
}

async function send<Args extends [unknown]>(
  session: TemporalSession,
  { workflowId, update, args, updateId }: BatchUpdateRequest<Args> & { readonly updateId: string },
  deadlineMs: number,
): Promise<BatchUpdated> {
  const handle = session.client.workflow.getHandle(workflowId);
  return session.rpc(() => handle.executeUpdate(update, { args, updateId }), deadlineMs);
}

/** Trouble that another try may not meet: above all "unexpected workflow task failure" during a hand-over. */
function isPassing(error: unknown): boolean {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isUnreachable(error)) return true;
  const code = grpcCode(error);
  return code === FAILED_PRECONDITION || code === RESOURCE_EXHAUSTED || code === ABORTED;
}

type Asked = Pick<BatchUpdateRequest<[unknown]>, 'workflowId' | 'asked'>;

function closedAlready({ workflowId, asked }: Asked, state: string): ControlError {
  const message = `${workflowId} has ended already (${state}); there is nothing to ${asked}.`;
  return new ControlError('closed', message, { facts: { workflowId, state } });
}

function refused({ workflowId, asked }: Asked, reason: string): ControlError {
  const message = `${workflowId} refuses to ${asked}: ${reason}`;
  return new ControlError('refused', message, { facts: { workflowId, reason } });
}

function unconfirmed({ workflowId, asked }: Asked, withinMs: number, reason: string): ControlError {
  return new ControlError(
    'unreachable',
    `${workflowId} did not confirm within ${Math.round(withinMs / 1_000)} s that it did what was asked (${asked}): ${reason}.`,
    {
      facts: { workflowId },
      advice: (how) =>
        `Look before you ask again: ${how({ do: 'readBatch', id: workflowId })}. A workflow worker has to be running.`,
    },
  );
}
