import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { createFollowView } from '../follow/follow-view.js';
import { followPipeline } from '../follow/follow-pipeline.js';
import { reportEnd, reportRunning } from '../report-end.js';
import { runTemporalCommand, subcommand, type TemporalTools } from '../shell.js';
import { readEnding } from '../temporal/ending.js';
import { describePipeline } from '../temporal/read-pipeline.js';
import { runState } from '../temporal/run-state.js';

/** `pipeline cancel <id>` */
export function addCancelCommand(parent: Command): void {
  subcommand(parent, 'cancel <id>', 'cancel a pipeline; what succeeded is kept')
    .option('--wait', 'wait until it has ended and show what was left running at the remote service')
    .action(async (id: string, flags: { json?: boolean; wait?: boolean }) => {
      await runTemporalCommand(flags, (tools) => cancel(tools, id, flags.wait ?? false));
    });
}

async function cancel(tools: TemporalTools, workflowId: string, wait: boolean): Promise<ExitCode> {
  const { session, output, interrupted } = tools;
  const handle = session.client.workflow.getHandle(workflowId);
  const description = await describePipeline(session, handle);
  const { runId } = description;
  const state = runState(description.status.name);
  if (state !== 'running') {
    throw new CliError(
      `${workflowId} has ended already (${state}); there is nothing to cancel.`,
      EXIT.wrongState,
      {
        workflowId,
        state,
      },
    );
  }
  await session.rpc(() => handle.cancel());
  output.note(`Asked ${workflowId} to cancel. Its workers learn of it with their next heartbeat.`);
  if (!wait) {
    output.note(
      `See what was left running at the remote service: batch-runner pipeline status ${workflowId}`,
    );
    output.answer({ workflowId, runId, state: 'running', cancelRequested: true });
    return EXIT.ok;
  }
  const view = createFollowView(output);
  const reading = await followPipeline(session, { workflowId, view, signal: interrupted });
  if (!reading) return reportRunning(output, { workflowId, runId });
  const code = reportEnd(output, reading, await readEnding(session, reading));
  return reading.state === 'cancelled' ? EXIT.ok : code;
}
