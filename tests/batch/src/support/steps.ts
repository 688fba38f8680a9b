import { FAILURE_TYPES, type RemoteOutcome, type RemoteWait } from '@org/media-contracts';
import { Context, heartbeat } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ItemCall } from './item-call.ts';
import type { Step } from './scripted-service.ts';

const HEARTBEAT_MS = 200;

function remoteIdOf({ index, work }: Pick<ItemCall, 'index' | 'work'>): string {
  return `task-${index}-${work.operation.generation}`;
}

function successOf(
  call: ItemCall,
  durationSeconds?: number,
): Extract<RemoteOutcome, { outcome: 'succeeded' }> {
  const url = `https://outputs.test/${remoteIdOf(call)}`;
  const { kind = 'video' } = call.work;
  return {
    outcome: 'succeeded',
    remoteId: remoteIdOf(call),
    outputUrl: url,
    file: { url, kind, inspected: false, ...(durationSeconds !== undefined && { durationSeconds }) },
  };
}

/** Ends well, at once or when a promise does. */
export function succeeds(when?: Promise<unknown>, durationSeconds?: number): Step {
  return async (call) => {
    if (when) await waiting(when, waitOf(call));
    return successOf(call, durationSeconds);
  };
}

/** Waits for a promise, with heartbeats, and then does as the step does. */
export function after(when: Promise<unknown>, step: Step): Step {
  return async (call) => {
    await waiting(when, waitOf(call));
    return step(call);
  };
}

/** The remote task ends without success. */
export function endsBadly(
  outcome: 'remoteFailed' | 'remoteCancelled' | 'remoteLost' = 'remoteFailed',
  error: { kind?: string; message: string } = { message: 'the encoder gave up' },
): Step {
  return async (call) => ({ outcome, remoteId: remoteIdOf(call), error });
}

export function throws(failure: () => Error): Step {
  return async () => {
    throw failure();
  };
}

export const accountBlocked = throws(() =>
  ApplicationFailure.create({
    type: FAILURE_TYPES.accountBlocked,
    message: 'the key was refused (402)',
    nonRetryable: true,
  }),
);

/** The quota is back `afterMs` from now, and the activity gave up waiting for it. */
export function throttled(afterMs: number): Step {
  return throws(() =>
    ApplicationFailure.create({
      type: FAILURE_TYPES.throttled,
      message: 'too many requests',
      nonRetryable: true,
      details: [{ retryAt: Date.now() + afterMs, throttledMs: 0 }],
    }),
  );
}

/** Waits for the remote task with heartbeats until it is cancelled, times out or its worker stops. */
export function hangs(): Step {
  return async (call) => {
    await waiting(new Promise<never>(() => undefined), waitOf(call));
    throw new Error('this line is not reached');
  };
}

function waitOf(call: ItemCall): RemoteWait {
  return { remoteId: remoteIdOf(call), waitingFor: 'remote', throttledMs: 0 };
}

/** Waits with heartbeats, so that a cancellation arrives; tells what it waited for when one does. */
async function waiting(what: Promise<unknown>, details: RemoteWait): Promise<void> {
  heartbeat(details);
  const beat = setInterval(heartbeatOf(details), HEARTBEAT_MS);
  try {
    await Promise.race([what, Context.current().cancelled]);
  } catch (error) {
    throw error instanceof CancelledFailure ? new CancelledFailure(error.message, [details]) : error;
  } finally {
    clearInterval(beat);
  }
}

/** Timers run outside the activity's context. */
function heartbeatOf(details: RemoteWait | undefined): () => void {
  const context = Context.current();
  return () => {
    context.heartbeat(details);
  };
}

/** For any activity: says that it lives until it is cancelled, and ends so. */
export async function untilCancelled(): Promise<never> {
  const beat = setInterval(heartbeatOf(undefined), HEARTBEAT_MS);
  try {
    return await Context.current().cancelled;
  } finally {
    clearInterval(beat);
  }
}
