import {
  CALLBACK_SCHEDULE_MS,
  FAILURE_TYPES,
  type CallbackSent,
  type DeliverCallbackInput,
  type DeliverCallbackResult,
} from '@org/media-contracts';
import { ApplicationFailure, CancellationScope, setCurrentDetails, sleep } from '@temporalio/workflow';
import { isRequestedCancellation } from '../cancellation.js';
import { callbackActivities } from './callback-activities.js';

/** So much later at most: receivers that failed together are not asked again together. Never earlier. */
const JITTER_SHARE = 0.1;

/**
 * One activity per attempt, and timers between them that outlive every process. The catalog says how each attempt
 * ended, and that the callback is dead after the last.
 */
export async function deliver(input: DeliverCallbackInput): Promise<DeliverCallbackResult> {
  const activities = callbackActivities(input);
  let begun = 0;
  try {
    return await makeAttempts(scheduleOf(input), (own) => {
      begun = own.attempt;
      return activities.send(own);
    });
  } catch (error) {
    if (!isRequestedCancellation(error)) throw error;
    // Left as it is, the row would wait for an attempt that never comes, and could not be replayed.
    await CancellationScope.nonCancellable(() => activities.abandon(begun + 1));
    throw error;
  }
}

/** One attempt of a delivery. */
export interface Attempt {
  /** From 1. */
  readonly attempt: number;
  readonly of: number;
  /** The wait after a failure; absent for the last one. */
  readonly nextDelayMs?: number;
}

async function makeAttempts(
  schedule: readonly number[],
  send: (attempt: Attempt) => Promise<CallbackSent>,
): Promise<DeliverCallbackResult> {
  let waitMs = schedule[0] ?? 0;
  for (let attempt = 1; ; attempt++) {
    const progress = `attempt ${attempt} of ${schedule.length}`;
    if (waitMs > 0) await sleep(waitMs, { summary: `before ${progress}` });
    const following = schedule[attempt];
    const sent = await send({
      attempt,
      of: schedule.length,
      ...(following !== undefined && { nextDelayMs: withJitter(following) }),
    });
    if (sent.state === 'delivered') return { delivered: true, attempts: attempt };
    if (sent.state === 'dead') return { delivered: false, attempts: attempt, reason: sent.reason };
    waitMs = sent.waitMs;
    setCurrentDetails(`${progress} failed: ${sent.reason}`);
  }
}

function withJitter(ms: number): number {
  return Math.round(ms * (1 + JITTER_SHARE * Math.random()));
}

/** Starters validate with the schemas; whoever starts the workflow by hand gets a failure, not an odd delivery. */
function scheduleOf({ scheduleMs, firstDelayMs }: DeliverCallbackInput): readonly number[] {
  const schedule: readonly number[] = scheduleMs ?? CALLBACK_SCHEDULE_MS;
  if (schedule.length === 0) {
    throw ApplicationFailure.nonRetryable(
      'scheduleMs is empty: give the wait before each attempt, in ms, or leave it out',
      FAILURE_TYPES.badInput,
    );
  }
  return firstDelayMs === undefined ? schedule : [firstDelayMs, ...schedule.slice(1)];
}
