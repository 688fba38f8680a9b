import { cancelPipeline, readPipelineEnding } from '@org/media-control';
import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { followPipeline } from '../follow/follow-pipeline.js';
import { createFollowView } from '../follow/follow-view.js';
import { reportEnd, reportRunning } from '../report-end.js';
import { runTemporalCommand, subcommand, type TemporalTools } from '../shell.js';

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
  const { runId } = await cancelPipeline(session, workflowId);
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
  const code = reportEnd(output, reading, await readPipelineEnding(session, reading));
  return reading.state === 'cancelled' ? EXIT.ok : code;
}
