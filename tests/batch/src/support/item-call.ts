import type { RemoteWork } from '@org/media-contracts';
import { activityInfo } from '@temporalio/activity';

/** One attempt at an item, as its worker saw it. */
export interface ItemCall {
  readonly index: number;
  readonly work: RemoteWork;
  readonly attempt: number;
  readonly activityId: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly scheduleToCloseMs: number;
}

/** The attempt that runs. */
export function currentCall(index: number, work: RemoteWork): ItemCall {
  const info = activityInfo();
  return {
    index,
    work,
    attempt: info.attempt,
    activityId: info.activityId,
    workflowId: info.workflowExecution?.workflowId ?? '',
    runId: info.workflowExecution?.runId ?? '',
    scheduleToCloseMs: info.scheduleToCloseTimeoutMs,
  };
}
