import {
  FAILURE_TYPES,
  STAGE_KINDS,
  type Operation,
  type RemoteOutcome,
  type RemoteWait,
  type StageName,
} from '@org/media-contracts';
import { Context, heartbeat } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { RemoteCall, Step } from './scripted-service.ts';

const HEARTBEAT_MS = 200;

export function remoteIdOf(stage: StageName, { generation }: Pick<Operation, 'generation'>): string {
  return `task-${stage}-${generation}`;
}

export function outputUrlOf(stage: StageName, { generation }: Pick<Operation, 'generation'>): string {
  return `https://outputs.test/${stage}-${generation}?signature=SECRET`;
}

export function successOf(
  stage: StageName,
  operation: Pick<Operation, 'generation'>,
): Extract<RemoteOutcome, { outcome: 'succeeded' }> {
  const url = outputUrlOf(stage, operation);
  return {
    outcome: 'succeeded',
    remoteId: remoteIdOf(stage, operation),
    outputUrl: url,
    file: { url, kind: STAGE_KINDS[stage], inspected: false },
  };
}

/** Ends well, at once or when a promise does. */
export function succeeds(when?: Promise<unknown>): Step {
  return async (call) => {
    if (when) await waiting(when, waitOf(call));
    return successOf(call.stage, call.work.operation);
  };
}

/** The remote task ends without success. */
export function endsBadly(
  outcome: 'remoteFailed' | 'remoteCancelled' | 'remoteLost',
  error: { kind?: string; message: string } = { message: 'the encoder gave up' },
): Step {
  return async ({ stage, work }) => ({ outcome, remoteId: remoteIdOf(stage, work.operation), error });
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

export const transient = throws(() =>
  ApplicationFailure.create({ type: FAILURE_TYPES.transient, message: '503 from the service' }),
);

/** The quota is back `afterMs` from now; retryable lets the server do the waiting. */
export function throttled(afterMs: number, { retryable = false } = {}): Step {
  return throws(() => {
    const retryAt = Date.now() + afterMs;
    return ApplicationFailure.create({
      type: FAILURE_TYPES.throttled,
      message: 'too many requests',
      nonRetryable: !retryable,
      details: [{ retryAt, throttledMs: 0 }],
      ...(retryable && { nextRetryDelay: afterMs }),
    });
  });
}

/** Waits for the remote task with heartbeats until it is cancelled, times out or its worker stops. */
export function hangs(wait: Partial<RemoteWait> = {}): Step {
  return async (call) => {
    await waiting(new Promise<never>(() => undefined), { ...waitOf(call), ...wait });
    throw new Error('this line is not reached');
  };
}

/** Says nothing and never ends, as on a machine that lost its network. */
export function freezes(frozen: Promise<unknown>): Step {
  return async () => {
    heartbeat({ remoteId: 'task-frozen', waitingFor: 'remote', throttledMs: 0 });
    await frozen;
    throw new Error('the machine came back too late');
  };
}

function waitOf({ stage, work }: RemoteCall): RemoteWait {
  return { remoteId: remoteIdOf(stage, work.operation), waitingFor: 'remote', throttledMs: 0 };
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
function heartbeatOf(details: RemoteWait): () => void {
  const context = Context.current();
  return () => {
    context.heartbeat(details);
  };
}
