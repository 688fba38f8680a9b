import { resumePipeline as resumeSignal, type PipelineStatus } from '@org/media-contracts';
import { ControlError } from '../control-error.js';
import type { Execution } from '../temporal/execution.js';
import type { TemporalSession } from '../temporal/temporal-session.js';
import { readPipeline } from './read-pipeline.js';

export interface PipelineResumed extends Execution {
  /** What it waited for a person for; absent when no worker told. */
  readonly parked?: NonNullable<PipelineStatus['parked']>;
  /** Why the workflow did not answer, in words: it was told all the same, since a signal waits for it. */
  readonly silence?: string;
}

/**
 * Tells a parked pipeline that the account works: it asks the service at once, and stays parked if that refuses it.
 * Rejects with `notFound`, `closed` or `notParked`.
 */
export async function resumePipeline(session: TemporalSession, workflowId: string): Promise<PipelineResumed> {
  const { state, runId, status, silence } = await readPipeline(session, workflowId);
  const facts = { workflowId, runId, state };
  if (state !== 'running') {
    const message = `${workflowId} has ended already (${state}); there is nothing to resume.`;
    throw new ControlError('closed', message, { facts });
  }
  if (status && !status.parked) {
    const message = `${workflowId} is not parked (${status.phase}); there is nothing to resume.`;
    throw new ControlError('notParked', message, { facts });
  }
  await session.rpc(() => session.client.workflow.getHandle(workflowId).signal(resumeSignal));
  return {
    workflowId,
    runId,
    ...(status?.parked && { parked: status.parked }),
    ...(silence === undefined ? {} : { silence }),
  };
}
