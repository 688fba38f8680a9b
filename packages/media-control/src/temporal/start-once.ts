import {
  WorkflowExecutionAlreadyStartedError,
  type WorkflowExecutionDescription,
  type WorkflowHandleWithFirstExecutionRunId,
  type WorkflowStartOptions,
} from '@temporalio/client';
import type { Execution } from './execution.js';
import { firstRunId } from './first-run-id.js';
import type { TemporalSession } from './temporal-session.js';

/** What has the id that was asked for. Of a batch `runId` is that of its first run. */
export interface Started extends Execution {
  /** False when it was there already, running or closed: nothing was started. */
  readonly isNew: boolean;
}

type Once = Required<Pick<WorkflowStartOptions, 'workflowIdReusePolicy' | 'workflowIdConflictPolicy'>>;

/** `USE_EXISTING` would not say whether the running one is the one that was asked for just now. */
const ONCE: Once = { workflowIdReusePolicy: 'REJECT_DUPLICATE', workflowIdConflictPolicy: 'FAIL' };

export interface StartCalls {
  readonly start: (once: Once) => Promise<WorkflowHandleWithFirstExecutionRunId>;
  /** Of what has the id already. */
  readonly describe: () => Promise<WorkflowExecutionDescription>;
}

/** Starts a workflow under an id that never starts a second one, however often it is asked for. */
export async function startOnce(session: TemporalSession, { start, describe }: StartCalls): Promise<Started> {
  try {
    const { workflowId, firstExecutionRunId } = await session.rpc(() => start(ONCE));
    return { workflowId, runId: firstExecutionRunId, isNew: true };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const description = await describe();
    return { workflowId: description.workflowId, runId: firstRunId(description), isNew: false };
  }
}
