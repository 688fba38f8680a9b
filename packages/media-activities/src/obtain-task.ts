import { isIttybitError, type Clock, type CreateRequest, type RemoteTask } from '@org/ittybit-client';
import type { Operation } from '@org/media-contracts';
import { badInput } from './activity-error.js';
import type { Attempt } from './attempt.js';
import { findTask, taskOf } from './find-task.js';
import { idempotencyKey } from './idempotency-key.js';
import type { RemoteAccount } from './remote-account.js';
import type { SeenTask } from './remote-watcher.js';
import { throughGate } from './through-gate.js';

/** The service forgets a key after 24 hours. Two hours are left for clocks that differ and requests that linger. */
export const KEY_TRUSTED_MS = 22 * 60 * 60_000;
/** Longest time limit of one POST. It cannot be cancelled, so it has to be short. */
const MAX_POST_MS = 15_000;
/** A task that a conflict proves to exist is looked for after these waits: lists lag. In all about a minute. */
const LOOK_AGAIN_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000];
const NOT_LISTED = 'the service knows the key with another request, and does not list its task yet';

interface Wanted {
  readonly account: RemoteAccount;
  readonly attempt: Attempt;
  readonly clock: Clock;
  readonly operation: Operation;
  readonly request: CreateRequest;
}

/**
 * The remote task of a generation: created now, or the one that an earlier attempt created.
 * The same key is sent however often this runs, so the service makes one task of them.
 */
export async function obtainTask(wanted: Wanted): Promise<SeenTask> {
  const { account, attempt } = wanted;
  try {
    return await throughGate(account.gate, attempt.patience, () => adoptOrCreate(wanted));
  } catch (error) {
    if (!isIttybitError(error) || error.decision !== 'conflict') throw error;
    return afterConflict(wanted);
  }
}

/** Runs anew before every POST, since a wait at the gate may have outlasted the key. */
async function adoptOrCreate(wanted: Wanted): Promise<SeenTask> {
  const { account, attempt, clock, operation, request } = wanted;
  if (clock.now() - operation.startedAt > KEY_TRUSTED_MS) {
    const adopted = await lookUp(wanted);
    if (adopted) return { task: adopted, how: 'listed' };
  }
  attempt.signal.throwIfAborted();
  // No signal: a POST that is cut off may have created a task whose id nobody knows.
  const { task, replayed } = await account.calls.create(request, {
    idempotencyKey: idempotencyKey(operation),
    requestTimeoutMs: postTimeoutMs(attempt.info.heartbeatTimeoutMs),
  });
  return { task, how: replayed ? 'replayed' : 'created' };
}

/** The POST ends before the server takes the attempt for dead. */
function postTimeoutMs(heartbeatTimeoutMs: number | undefined): number {
  return Math.min(MAX_POST_MS, heartbeatTimeoutMs ? heartbeatTimeoutMs / 2 : MAX_POST_MS);
}

/**
 * The key was used with another body, so a task of this generation exists. Another key would pay for a second one.
 */
async function afterConflict(wanted: Wanted): Promise<SeenTask> {
  const { attempt, clock, operation } = wanted;
  for (const waitMs of [0, ...LOOK_AGAIN_MS]) {
    if (waitMs > 0) attempt.tell({ waitingFor: 'retry', until: clock.now() + waitMs, because: NOT_LISTED });
    await clock.sleep(waitMs, attempt.signal);
    const found = await lookUp(wanted);
    if (found) return { task: found, how: 'listed' };
  }
  throw badInput(
    `the service knows the idempotency key of generation ${operation.generation} with another request, and lists no ` +
      'task of it. Look for the task by its input in the account, then start the work again: a new run has new keys.',
  );
}

function lookUp({ account, attempt, operation, request }: Wanted): Promise<RemoteTask | undefined> {
  const { startedAt } = operation;
  return findTask(account, { input: request.input, startedAt, matches: taskOf(operation) }, attempt.patience);
}
