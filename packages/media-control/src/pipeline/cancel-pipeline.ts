import { ControlError } from '../control-error.js';
import type { Execution } from '../temporal/execution.js';
import { runState } from '../temporal/run-state.js';
import type { TemporalSession } from '../temporal/temporal-session.js';
import { describePipeline } from './read-pipeline.js';

/**
 * Asks a pipeline to cancel; what succeeded is kept, and its workers learn of it with their next heartbeat.
 * Rejects with `notFound`, or `closed` when it has ended already.
 */
export async function cancelPipeline(session: TemporalSession, workflowId: string): Promise<Execution> {
  const { runId, status } = await describePipeline(session, workflowId);
  const state = runState(status.name);
  if (state !== 'running') {
    throw new ControlError(
      'closed',
      `${workflowId} has ended already (${state}); there is nothing to cancel.`,
      { facts: { workflowId, state } },
    );
  }
  await session.rpc(() => session.client.workflow.getHandle(workflowId).cancel());
  return { workflowId, runId };
}
