import {
  DEFAULT_HEARTBEAT_TIMEOUT_MS,
  roleTaskQueue,
  type CallbackActivities,
  type CallbackSent,
  type DeliverCallbackInput,
} from '@org/media-contracts';
import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import { activityOptions } from '../activity-options.js';
import type { Attempt } from './deliver-callback.js';

export interface CallbackWork {
  readonly send: (attempt: Attempt) => Promise<CallbackSent>;
  readonly abandon: (attempt: number) => Promise<void>;
}

/**
 * Every activity of a delivery. Nothing bounds their retries: while the catalog is away nothing is sent, and what was
 * sent before is kept as soon as it is back.
 */
export function callbackActivities(input: DeliverCallbackInput): CallbackWork {
  const { callbackId, replay, heartbeatTimeoutMs, taskQueues } = input;
  const queue = taskQueues?.callbacks ?? roleTaskQueue(workflowInfo().taskQueue, 'callbacks');
  const proxied = (summary: string): ReturnType<typeof proxyActivities<CallbackActivities>> =>
    proxyActivities<CallbackActivities>({
      ...activityOptions(queue),
      // The request has 15 s; the rest is for the catalog.
      startToCloseTimeout: '1m',
      heartbeatTimeout: heartbeatTimeoutMs ?? DEFAULT_HEARTBEAT_TIMEOUT_MS,
      summary,
    });
  return {
    send: ({ attempt, of, ...delay }) =>
      proxied(`attempt ${attempt} of ${of}`).sendCallback({ callbackId, replay, attempt, ...delay }),
    abandon: (attempt) => proxied('cancelled').abandonCallback({ callbackId, replay, attempt }),
  };
}
