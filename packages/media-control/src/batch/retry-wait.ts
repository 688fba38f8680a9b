import { defined } from '../defined.js';
import { activityWait, lastTrouble } from '../pipeline/stage-wait.js';
import type { PendingActivity } from '../temporal/pending-activity.js';
import { isStoreActivity } from './queue-state.js';

/** Items whose requests to the service fail: they are asked again, at no cost to them. */
export interface RetryWait {
  readonly for: 'retry';
  readonly items: number;
  /** Of one of them: when a service is away, it is the same for all. */
  readonly because: string;
  /** The first of the next attempts, in ms since the epoch; absent while attempts are under way. */
  readonly at?: number;
}

/** By what the activities of items tell, and by what Temporal kept of their last attempts. */
export function retryWait(pending: readonly PendingActivity[], now: number): RetryWait | undefined {
  const waits = pending
    .filter((activity) => !isStoreActivity(activity))
    .flatMap((activity) => {
      const wait = activityWait(activity, now);
      const message = lastTrouble(activity);
      if (wait.for === 'retry') return [{ because: wait.because, at: wait.at, told: message !== undefined }];
      // The request of an attempt after a failed one, which has no answer yet.
      return wait.for === 'request' && message !== undefined
        ? [{ because: message, at: undefined, told: true }]
        : [];
    });
  const [first] = waits;
  if (!first) return undefined;
  const next = Math.min(...waits.map(({ at = Infinity }) => at));
  const { because } = waits.find(({ told }) => told) ?? first;
  return {
    for: 'retry',
    items: waits.length,
    because,
    ...defined({ at: next === Infinity ? undefined : next }),
  };
}
