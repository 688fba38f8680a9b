import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { followToEnd } from '../follow/follow-to-end.js';
import { planRedrive, type RedrivePlan } from '../redrive/plan-redrive.js';
import { runTemporalCommand, subcommand, type TemporalTools } from '../shell.js';
import { describePipeline, readPipeline, type PipelineReading } from '../temporal/read-pipeline.js';
import { runState } from '../temporal/run-state.js';
import { readStartInput } from '../temporal/start-input.js';
import { startPipeline } from '../temporal/start-pipeline.js';

/** `pipeline redrive <id>` */
export function addRedriveCommand(parent: Command): void {
  subcommand(parent, 'redrive <id>', 'run again only what did not succeed in a closed pipeline')
    .option('--follow', 'show progress on stderr until the end; Ctrl-C detaches and never cancels')
    .action(async (id: string, flags: { json?: boolean; follow?: boolean }) => {
      await runTemporalCommand(flags, (tools) => redrive(tools, id, flags.follow ?? false));
    });
}

async function redrive(tools: TemporalTools, workflowId: string, follow: boolean): Promise<ExitCode> {
  const { session, output } = tools;
  const reading = await readPipeline(session, workflowId);
  const plan = await planFor(tools, reading);
  const start = { workflowId: plan.workflowId, taskQueue: reading.taskQueue, input: plan.input };
  const started = await startPipeline(session, start);
  if (!started) throw await redrivenAlready(tools, reading, plan.workflowId);
  output.note(
    `Started ${started.workflowId} (run ${started.runId}): keeps ${plan.kept.join(', ') || 'nothing'}, runs ${plan.redone.join(', ')}.`,
  );
  if (follow) return followToEnd(tools, started);
  output.say(started.workflowId);
  output.answer({
    ...started,
    state: 'running',
    redriveOf: workflowId,
    kept: plan.kept,
    redone: plan.redone,
  });
  return EXIT.ok;
}

async function planFor({ session }: TemporalTools, reading: PipelineReading): Promise<RedrivePlan> {
  const { workflowId, runId, state, status, silence } = reading;
  if (state === 'running') {
    throw new CliError(
      `${workflowId} is still running: only a closed pipeline can be redriven, or both would pay for the same work. ` +
        `Wait for it, or cancel it first: batch-runner pipeline cancel ${workflowId} --wait`,
      EXIT.wrongState,
      { workflowId, state },
    );
  }
  if (!status) {
    throw new CliError(
      `What ${workflowId} had finished cannot be read, and redoing it blindly would pay twice. ${silence ?? ''}`,
      EXIT.unreachable,
      { workflowId, state },
    );
  }
  const plan = planRedrive(await readStartInput(session, { workflowId, runId }), status, {
    workflowId,
    runId,
  });
  if (plan) return plan;
  throw new CliError(`Every stage of ${workflowId} succeeded: there is nothing to redo.`, EXIT.wrongState, {
    workflowId,
    state,
  });
}

async function redrivenAlready(
  { session }: TemporalTools,
  { workflowId }: PipelineReading,
  existing: string,
): Promise<CliError> {
  const description = await describePipeline(session, session.client.workflow.getHandle(existing));
  const { runId } = description;
  const input = await readStartInput(session, { workflowId: existing, runId });
  const state = runState(description.status.name);
  const facts = { workflowId: existing, runId, state };
  if (input.redrive?.of.workflowId !== workflowId) {
    const message = `The name ${existing} is taken by a pipeline that is no redrive of ${workflowId}; nothing was started.`;
    return new CliError(message, EXIT.exists, facts);
  }
  const next = state === 'running' ? 'follow' : state === 'succeeded' ? 'status' : 'redrive';
  return new CliError(
    `${workflowId} was redriven already, by ${existing} (${state}); nothing was started. ` +
      `Go on there: batch-runner pipeline ${next} ${existing}`,
    EXIT.exists,
    facts,
  );
}
