import type { WorkflowExecutionStatusName } from '@temporalio/client';

/** How a pipeline stands, as Temporal sees it. */
export type RunState = 'running' | 'succeeded' | 'failed' | 'cancelled' | 'terminated' | 'timedOut';

const STATES: Partial<Record<WorkflowExecutionStatusName, RunState>> = {
  COMPLETED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  TIMED_OUT: 'timedOut',
};

/** A status this release does not know counts as running: nothing may be redone or written off because of it. */
export function runState(name: WorkflowExecutionStatusName): RunState {
  return STATES[name] ?? 'running';
}
