import { dateTime, readPipeline, readPipelineEnding } from '@org/media-control';
import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { followLines } from '../follow/follow-lines.js';
import { reportEnd } from '../report-end.js';
import { runTemporalCommand, subcommand, type TemporalTools } from '../shell.js';

/** `pipeline status <id>` */
export function addStatusCommand(parent: Command): void {
  subcommand(
    parent,
    'status <id>',
    'show one picture of a pipeline; exit code 3 while it is not finished',
  ).action(async (id: string, flags: { json?: boolean }) => {
    await runTemporalCommand(flags, (tools) => status(tools, id));
  });
}

async function status({ session, output }: TemporalTools, workflowId: string): Promise<ExitCode> {
  const reading = await readPipeline(session, workflowId);
  const { runId, state, picture, silence, startedAt } = reading;
  const shown = picture.phase === 'parked' ? 'parked' : state;
  output.say(`${output.style('bold', workflowId)}  ${shown}  started ${dateTime(startedAt)}`);
  const lines = followLines(reading);
  for (const line of lines.values()) output.say(`  ${line}`);
  if (silence && !lines.has('silence')) output.say(`  ${silence}`);
  if (state !== 'running') return reportEnd(output, reading, await readPipelineEnding(session, reading));
  output.answer({ workflowId, runId, state, ...(silence ? { silence } : {}), status: picture });
  return EXIT.running;
}
