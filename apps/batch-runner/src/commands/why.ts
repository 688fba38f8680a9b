import { explainPipeline } from '@org/media-control';
import type { Command } from 'commander';
import { CLI_DIRECTIONS } from '../directions.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { runTemporalCommand, subcommand, type TemporalTools } from '../shell.js';

/** `pipeline why <id>` */
export function addWhyCommand(parent: Command): void {
  subcommand(
    parent,
    'why <id>',
    'explain what an unfinished pipeline waits for, or how a closed one ended',
  ).action(async (id: string, flags: { json?: boolean }) => {
    await runTemporalCommand(flags, (tools) => why(tools, id));
  });
}

async function why({ session, output }: TemporalTools, workflowId: string): Promise<ExitCode> {
  const told = await explainPipeline(session, workflowId, { how: CLI_DIRECTIONS });
  const { runId, state, parked } = told;
  output.say(`${output.style('bold', workflowId)}: ${parked ? 'parked' : state}`);
  const reasons = told.reasons.map(({ subject, text }) => ({ subject, text }));
  for (const { subject, text } of reasons) output.say(`  ${subject}: ${text}`);
  output.answer({ workflowId, runId, state, reasons });
  return EXIT.ok;
}
