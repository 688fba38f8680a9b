import { resumePipeline } from '@org/media-control';
import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { runTemporalCommand, subcommand, type TemporalTools } from '../shell.js';

/** `pipeline resume <id>` */
export function addResumeCommand(parent: Command): void {
  subcommand(
    parent,
    'resume <id>',
    'tell a parked pipeline that the account works: it asks the service at once',
  ).action(async (id: string, flags: { json?: boolean }) => {
    await runTemporalCommand(flags, (tools) => resume(tools, id));
  });
}

async function resume({ session, output }: TemporalTools, workflowId: string): Promise<ExitCode> {
  const { runId, parked, silence } = await resumePipeline(session, workflowId);
  output.say(
    `Told ${workflowId} to ask the service again. It goes on if the account works, and stays parked if not.`,
  );
  if (silence !== undefined) output.note(silence);
  output.answer({ workflowId, runId, state: 'running', resumed: true, ...(parked ? { parked } : {}) });
  return EXIT.ok;
}
