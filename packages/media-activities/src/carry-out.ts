import type { Clock } from '@org/ittybit-client';
import type { RemoteOutcome, RemoteWork } from '@org/media-contracts';
import { beginAttempt, type Attempt } from './attempt.js';
import { failureOfAttempt } from './failure-of-attempt.js';
import { obtainTask } from './obtain-task.js';
import type { ActivityMetrics, Log } from './ports.js';
import { HeldTooLong } from './quota-gate.js';
import type { RemoteAccount } from './remote-account.js';
import type { RemoteAccounts } from './remote-accounts.js';
import { remoteOutcome } from './remote-outcome.js';
import type { WatchEnd, WatchRequest, WatchUpdate } from './remote-watcher.js';
import { requestBody } from './request-body.js';
import { createTakeOver } from './take-over.js';
import type { TaskTemplate } from './task-template.js';

/** An attempt to carry out one generation. */
export type CarryOut = (template: TaskTemplate, work: RemoteWork) => Promise<RemoteOutcome>;

export interface CarryOutDependencies {
  readonly accounts: RemoteAccounts;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: ActivityMetrics;
}

/**
 * Makes the helper behind every remote activity. An attempt creates the remote task of its generation, or finds the
 * one that exists, and waits for its end. How the task ended is returned; trouble of transport or account throws.
 */
export function createCarryOut(dependencies: CarryOutDependencies): CarryOut {
  const { clock, metrics } = dependencies;
  const takeOver = createTakeOver();

  return async (template, work) => {
    const turn = takeOver.begin(work.operation.operationId);
    const attempt = beginAttempt({ clock, metrics, superseded: turn.superseded });
    try {
      const outcome = await carryOut(dependencies, attempt, { template, work });
      metrics.remoteTask({ kind: template.kind, outcome: outcome.outcome });
      return outcome;
    } catch (error) {
      const { operationId, generation } = work.operation;
      const subject = `${template.name} of ${work.input} (${operationId}, generation ${generation})`;
      throw failureOfAttempt(attempt, error, { subject, clock });
    } finally {
      attempt.end();
      turn.end();
    }
  };
}

async function carryOut(
  { accounts, clock, log }: CarryOutDependencies,
  attempt: Attempt,
  { template, work }: { template: TaskTemplate; work: RemoteWork },
): Promise<RemoteOutcome> {
  const account = accounts.get(work.account);
  const { operation, input } = work;
  const request = { kind: template.kind, input, startedAt: operation.startedAt };
  const known = attempt.earlier?.remoteId ?? work.remoteId;
  let watched: Pick<WatchRequest, 'remoteId' | 'seen' | 'missingSince'>;
  if (known !== undefined) {
    watched = { remoteId: known, missingSince: attempt.earlier?.missingSince };
  } else {
    const body = requestBody(template, work, attempt.info.activityId);
    const seen = await obtainTask({ account, attempt, clock, operation, request: body });
    watched = { remoteId: seen.task.id, seen };
  }
  const { remoteId } = watched;
  attempt.tell({ remoteId, waitingFor: 'remote', until: undefined, missingSince: watched.missingSince });
  log.debug('watching a remote task', { remoteId, operationId: operation.operationId, name: template.name });
  const end = await untilEnded(account, attempt, { ...request, ...watched });
  return remoteOutcome({ kind: template.kind, remoteId, throttledMs: attempt.current().throttledMs, end });
}

async function untilEnded(
  account: RemoteAccount,
  attempt: Attempt,
  request: Omit<WatchRequest, 'signal' | 'onUpdate'>,
): Promise<WatchEnd> {
  const seen = request.seen?.task;
  // The reply to a repeated POST, or the list, may already show the end.
  if (seen && seen.state !== 'running') return { ended: seen };
  const { signal } = attempt;
  return account.watcher.watch({
    ...request,
    signal,
    onUpdate: (update) => {
      follow(attempt, update);
    },
  });
}

/** Waiting for quota costs a slot here and nothing on the server: a long wait is given back. */
function follow(attempt: Attempt, update: WatchUpdate): void {
  attempt.tell(update);
  const { waitingFor, until } = update;
  if (waitingFor === 'quota' && until !== undefined && attempt.waitIsTooLong(until)) {
    attempt.stop(new HeldTooLong(until));
  }
}
