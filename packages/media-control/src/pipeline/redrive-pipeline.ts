import { ControlError } from '../control-error.js';
import { runState, type RunState } from '../temporal/run-state.js';
import { readStartInput } from '../temporal/start-input.js';
import type { TemporalSession } from '../temporal/temporal-session.js';
import { planRedrive, type RedrivePlan } from './plan-redrive.js';
import { describePipeline, readPipeline, type PipelineReading } from './read-pipeline.js';
import { startPipeline, type PipelineStart } from './start-pipeline.js';

/** The redrive of a closed pipeline. */
export interface PipelineRedriven extends Pick<RedrivePlan, 'kept' | 'redone'> {
  readonly workflowId: string;
  readonly runId: string;
  /** False when it had been redriven before: this is how that redrive stands, and nothing was started. */
  readonly isNew: boolean;
  readonly state: RunState;
}

/**
 * Runs again only what did not succeed in a closed pipeline. The name of the redrive follows from what it redoes, so
 * that however many ask for it at once, one is started.
 *
 * Rejects with `notFound`, `notClosed`, `nothingToRedo`, `conflict` when another pipeline has the name, and
 * `unreachable` when nobody can tell what the closed run had finished.
 */
export async function redrivePipeline(
  session: TemporalSession,
  of: string,
  { memo }: Pick<PipelineStart, 'memo'> = {},
): Promise<PipelineRedriven> {
  const reading = await readPipeline(session, of);
  const { workflowId, input, kept, redone } = await planFor(session, reading);
  const { taskQueue } = reading;
  const started = await startPipeline(session, { workflowId, taskQueue, input, ...(memo && { memo }) });
  if (started.isNew) return { ...started, state: 'running', kept, redone };
  return { ...started, ...(await stateOfRedrive(session, workflowId, of)), kept, redone };
}

async function planFor(session: TemporalSession, reading: PipelineReading): Promise<RedrivePlan> {
  const { workflowId, runId, state, status, silence } = reading;
  const facts = { workflowId, state };
  if (state === 'running') {
    throw new ControlError(
      'notClosed',
      `${workflowId} is still running: only a closed pipeline can be redriven, or both would pay for the same work.`,
      {
        facts,
        advice: (how) => `Wait for it, or cancel it first: ${how({ do: 'cancelPipeline', id: workflowId })}`,
      },
    );
  }
  if (!status) {
    const message = `What ${workflowId} had finished cannot be read, and redoing it blindly would pay twice. ${silence ?? ''}`;
    throw new ControlError('unreachable', message, { facts });
  }
  const of = { workflowId, runId };
  const plan = planRedrive(await readStartInput(session, of), status, of);
  if (plan) return plan;
  const message = `Every stage of ${workflowId} succeeded: there is nothing to redo.`;
  throw new ControlError('nothingToRedo', message, { facts });
}

async function stateOfRedrive(
  session: TemporalSession,
  workflowId: string,
  of: string,
): Promise<Pick<PipelineRedriven, 'runId' | 'state'>> {
  const description = await describePipeline(session, workflowId);
  const { runId } = description;
  const state = runState(description.status.name);
  const input = await readStartInput(session, { workflowId, runId });
  if (input.redrive?.of.workflowId === of) return { runId, state };
  throw new ControlError(
    'conflict',
    `The name ${workflowId} is taken by a pipeline that is no redrive of ${of}; nothing was started.`,
    { facts: { workflowId, runId, state } },
  );
}
