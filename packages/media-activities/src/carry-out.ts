import type { Clock } from '@org/ittybit-client';
import type { RemoteOutcome, RemoteWork } from '@org/media-contracts';
import { beginAttempt, type Attempt } from './attempt.js';
import { failureOfAttempt } from './failure-of-attempt.js';
import { createGenerationMemory, type GenerationFacts } from './generation-facts.js';
import { countedAccount } from './counted-account.js';
import { obtainOnce } from './obtain-once.js';
import { obtainTask } from './obtain-task.js';
import type { ActivityMetrics, Log } from './ports.js';
import { HeldTooLong } from './quota-gate.js';
import type { RemoteAccount } from './remote-account.js';
import type { RemoteAccounts } from './remote-accounts.js';
import { remoteOutcome } from './remote-outcome.js';
import type { ExpectedWebhook, SeenTask, WatchEnd, WatchRequest, WatchUpdate } from './remote-watcher.js';
import { requestBody } from './request-body.js';
import { addressOf, type SourceAddress } from './source-address.js';
import { createTakeOver } from './take-over.js';
import type { TaskTemplate } from './task-template.js';

/** An attempt to carry out one generation. */
export type CarryOut = (template: TaskTemplate, work: RemoteWork) => Promise<RemoteOutcome>;

interface Generation {
  readonly template: TaskTemplate;
  readonly work: RemoteWork;
  readonly facts: GenerationFacts;
}

type Watched = Pick<WatchRequest, 'remoteId' | 'seen'>;
type WatchPorts = 'signal' | 'onUpdate' | 'onCalls';

export interface CarryOutDependencies {
  readonly accounts: RemoteAccounts;
  readonly sourceAddress: SourceAddress;
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
  const memory = createGenerationMemory(clock);

  return async (template, work) => {
    const turn = takeOver.begin(work.operation.operationId);
    const { facts, close } = memory.open(work.operation);
    const attempt = beginAttempt({ clock, metrics, superseded: turn.superseded });
    let how: 'finished' | 'cut short' = 'cut short';
    try {
      const outcome = await carryOut(dependencies, attempt, { template, work, facts });
      metrics.remoteTask({ kind: template.kind, outcome: outcome.outcome });
      how = 'finished';
      return outcome;
    } catch (error) {
      attempt.flush();
      const { operationId, generation } = work.operation;
      const subject = `${template.name} of ${work.input} (${operationId}, generation ${generation})`;
      throw failureOfAttempt(attempt, error, { subject, clock });
    } finally {
      attempt.end();
      turn.end();
      close(how);
    }
  };
}

async function carryOut(
  { accounts, sourceAddress, clock, log }: CarryOutDependencies,
  attempt: Attempt,
  { template, work, facts }: Generation,
): Promise<RemoteOutcome> {
  const { kind, name } = template;
  const { operation } = work;
  const account = accounts.get(work.account);
  const input = await addressOf(sourceAddress, work);
  const known = attempt.earlier?.remoteId ?? work.remoteId ?? facts.remoteId;
  const watched: Watched = known === undefined ? await obtained() : { remoteId: known };
  const { remoteId } = watched;
  facts.remoteId = remoteId;
  const missingSince = attempt.earlier?.missingSince ?? facts.missingSince;
  attempt.tell({ remoteId, waitingFor: 'remote', until: undefined, because: undefined, missingSince });
  log.debug('watching a remote task', { remoteId, operationId: operation.operationId, name });
  const webhook = expectedWebhook(work, attempt);
  const request = { kind, input, startedAt: operation.startedAt, missingSince, webhook, ...watched };
  const end = await untilEnded(account, attempt, { request, facts });
  const { throttledMs } = attempt.current();
  return remoteOutcome({ kind, remoteId, throttledMs, calls: facts.calls, end });

  async function obtained(): Promise<Watched> {
    const request = requestBody(template, { ...work, input }, attempt.info.activityId);
    const counted = countedAccount(account, facts);
    const obtain = (): Promise<SeenTask> =>
      obtainTask({ account: counted, attempt, clock, operation, request });
    const seen = await obtainOnce(facts, obtain);
    return { remoteId: seen.task.id, seen };
  }
}

/**
 * What a webhook completes is an activity of the workflow that the task's metadata names. That of a redrive is another
 * one: a receiver may pass the webhook on to it, which is not relied on.
 */
function expectedWebhook(work: RemoteWork, attempt: Attempt): ExpectedWebhook | undefined {
  const { heartbeatTimeoutMs, workflowExecution } = attempt.info;
  const isNamed = workflowExecution?.workflowId === work.lineage.workflowId;
  if (work.webhookUrl === undefined || !isNamed || !heartbeatTimeoutMs) return undefined;
  return {
    // The SDK holds heartbeats back for 80 % of it, and only the answer to one tells that the wait is over.
    noticedWithinMs: heartbeatTimeoutMs,
    hasCome: () => attempt.cancellation().details?.notFound === true,
  };
}

async function untilEnded(
  account: RemoteAccount,
  attempt: Attempt,
  { request, facts }: { request: Omit<WatchRequest, WatchPorts>; facts: GenerationFacts },
): Promise<WatchEnd> {
  // The reply to a repeated POST, or the list, may already show the end.
  const seen = request.seen?.task;
  if (seen && seen.state !== 'running') return { ended: seen };
  const { signal } = attempt;
  return account.watcher.watch({
    ...request,
    signal,
    onCalls: (count) => {
      facts.calls += count;
    },
    onUpdate: (update) => {
      if ('missingSince' in update) facts.missingSince = update.missingSince;
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
