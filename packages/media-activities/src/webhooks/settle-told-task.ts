import { isIttybitError, TASK_KINDS, type Clock, type RemoteTask } from '@org/ittybit-client';
import type { RemoteKind } from '@org/media-contracts';
import { ActivityNotFoundError } from '@temporalio/client';
import type { Log } from '../ports.js';
import { HeldTooLong } from '../quota-gate.js';
import { remoteOutcome } from '../remote-outcome.js';
import { throughGate } from '../through-gate.js';
import { toldActivity } from './told-activity.js';
import type { WebhookAnswer } from './webhook-answer.js';
import type { WebhookReceiverOptions } from './webhook-receiver.js';
import type { WebhookSubject } from './webhook-token.js';

/** The POST that made the task, and the read of it here. What the worker read meanwhile is not known here. */
const CALLS = 2;
/** While the quota is used up a webhook is turned away: the service comes again, and polls cost less. */
const GATE_SHARE = 1 / 3;

/** Reads a task again and, when it has ended, completes the activity that waits for it. */
type SettleTask = (subject: WebhookSubject, remoteId: string, signal: AbortSignal) => Promise<WebhookAnswer>;

export function createTaskSettler({
  accounts,
  complete,
  timeoutMs,
  clock,
  log,
}: Pick<WebhookReceiverOptions, 'accounts' | 'complete'> & {
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
}): SettleTask {
  async function read({ account }: WebhookSubject, id: string, signal: AbortSignal): Promise<RemoteTask> {
    const { gate, calls } = accounts.get(account);
    const patience = { signal, maxWaitMs: timeoutMs * GATE_SHARE, onHeld: nothing, onPassed: nothing };
    return throughGate(gate, patience, () => calls.get(id, signal));
  }

  async function completed(task: RemoteTask, workflowId: string): Promise<WebhookAnswer> {
    const activity = toldActivity(task, workflowId);
    if (!activity) return unknown('The task is none of the workflow that this address is for.');
    const { kind, id: remoteId } = task;
    if (!isRemoteKind(kind)) {
      log.warn('a webhook tells of a task whose kind is not known; its end is found by reading', {
        ...activity,
        remoteId,
        kind,
      });
      return unknown('The task is of a kind that is not known here.');
    }
    const outcome = remoteOutcome({ kind, remoteId, throttledMs: 0, calls: CALLS, end: { ended: task } });
    try {
      await complete(activity, outcome);
    } catch (error) {
      if (error instanceof ActivityNotFoundError) return { status: 200, outcome: 'late' };
      log.warn('an activity could not be completed; the webhook is to be sent again', {
        ...activity,
        remoteId,
        error: String(error),
      });
      return unavailable('The end of the task could not be passed on.');
    }
    log.debug('a webhook completed an activity', { ...activity, remoteId, outcome: outcome.outcome });
    return { status: 200, outcome: 'completed' };
  }

  return async (subject, remoteId, signal) => {
    let task: RemoteTask;
    try {
      task = await read(subject, remoteId, signal);
    } catch (error) {
      if (signal.aborted) return unavailable('The task could not be read in time.');
      return afterFailedRead(error, { subject, remoteId, clock, log });
    }
    if (task.state === 'running') return { status: 200, outcome: 'running' };
    return completed(task, subject.workflowId);
  };
}

/** Asking again helps when it was trouble, and does not when the account has no such task. */
function afterFailedRead(
  error: unknown,
  { subject, remoteId, clock, log }: { subject: WebhookSubject; remoteId: string; clock: Clock; log: Log },
): WebhookAnswer {
  if (error instanceof HeldTooLong) {
    return {
      ...unavailable(error.message),
      retryAfterSeconds: Math.ceil((error.until - clock.now()) / 1_000),
    };
  }
  if (isIttybitError(error) && (error.decision === 'notFound' || error.decision === 'badInput')) {
    return unknown('The account has no such task.');
  }
  const message = error instanceof Error ? error.message : String(error);
  log.warn('the task of a webhook could not be read; the webhook is to be sent again', {
    ...subject,
    remoteId,
    error: message,
  });
  return unavailable('The task could not be read.');
}

export function unavailable(detail: string): WebhookAnswer {
  return { status: 503, outcome: 'unavailable', detail };
}

function unknown(detail: string): WebhookAnswer {
  return { status: 404, outcome: 'unknown', detail };
}

function isRemoteKind(kind: string): kind is RemoteKind {
  return (TASK_KINDS as readonly string[]).includes(kind);
}

const nothing = (): void => undefined;
