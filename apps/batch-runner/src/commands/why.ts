import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { explain } from '../picture/explain.js';
import { runTemporalCommand, subcommand, type TemporalTools } from '../shell.js';
import { readEnding } from '../temporal/ending.js';
import { readPipeline } from '../temporal/read-pipeline.js';

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
  const reading = await readPipeline(session, workflowId);
  const ending = reading.state === 'running' ? undefined : await readEnding(session, reading);
  const reasons = explain(reading, ending, Date.now());
  output.say(
    `${output.style('bold', workflowId)}: ${reading.picture.phase === 'parked' ? 'parked' : reading.state}`,
  );
  for (const { subject, text } of reasons) output.say(`  ${subject}: ${text}`);
  output.answer({ workflowId, runId: reading.runId, state: reading.state, reasons });
  return EXIT.ok;
}
