import { redrivePipeline, type PipelineRedriven } from '@org/media-control';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { followToEnd } from '../follow/follow-to-end.js';
import { runTemporalCommand, subcommand, type TemporalTools } from '../shell.js';

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
  const redriven = await redrivePipeline(session, workflowId);
  if (!redriven.isNew) throw redrivenAlready(workflowId, redriven);
  const { kept, redone } = redriven;
  const started = { workflowId: redriven.workflowId, runId: redriven.runId };
  output.note(
    `Started ${started.workflowId} (run ${started.runId}): keeps ${kept.join(', ') || 'nothing'}, runs ${redone.join(', ')}.`,
  );
  if (follow) return followToEnd(tools, started);
  output.say(started.workflowId);
  output.answer({ ...started, state: 'running', redriveOf: workflowId, kept, redone });
  return EXIT.ok;
}

function redrivenAlready(of: string, { workflowId, runId, state }: PipelineRedriven): CliError {
  const next = state === 'running' ? 'follow' : state === 'succeeded' ? 'status' : 'redrive';
  return new CliError(
    `${of} was redriven already, by ${workflowId} (${state}); nothing was started. ` +
      `Go on there: batch-runner pipeline ${next} ${workflowId}`,
    EXIT.exists,
    { workflowId, runId, state },
  );
}
