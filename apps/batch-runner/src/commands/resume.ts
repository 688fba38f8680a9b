import { resumePipeline } from '@org/media-contracts';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { runTemporalCommand, subcommand, type TemporalTools } from '../shell.js';
import { readPipeline } from '../temporal/read-pipeline.js';

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
  const { state, runId, status, picture, silence } = await readPipeline(session, workflowId);
  const facts = { workflowId, runId, state };
  if (state !== 'running') {
    throw new CliError(
      `${workflowId} has ended already (${state}); there is nothing to resume.`,
      EXIT.wrongState,
      facts,
    );
  }
  if (status && !status.parked) {
    throw new CliError(
      `${workflowId} is not parked (${status.phase}); there is nothing to resume.`,
      EXIT.wrongState,
      facts,
    );
  }
  await session.rpc(() => session.client.workflow.getHandle(workflowId).signal(resumePipeline));
  output.say(
    `Told ${workflowId} to ask the service again. It goes on if the account works, and stays parked if not.`,
  );
  // A signal waits for the workflow, so it is sent even when nobody answered the query.
  if (silence) output.note(silence);
  output.answer({ ...facts, resumed: true, ...(picture.parked ? { parked: picture.parked } : {}) });
  return EXIT.ok;
}
