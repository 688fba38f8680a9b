import { explainBatch, explainItem, type ItemName } from '@org/media-control';
import type { Command } from 'commander';
import { itemName } from '../../batch/item-name.js';
import { localStore } from '../../batch/local-store.js';
import { CLI_DIRECTIONS } from '../../directions.js';
import { EXIT, type ExitCode } from '../../exit-codes.js';
import { runTemporalCommand, subcommand, type TemporalTools } from '../../shell.js';

/** `why <batch> [item]` */
export function addWhyBatchCommand(parent: Command): void {
  subcommand(
    parent,
    'why <batch> [item]',
    'explain what a batch, or one item (its index, or id:<its id>), waits for, or how it ended',
  )
    .option('--line <n>', 'name the item by its line in the list; needs STORE_DIR, as id:<id> does')
    .action(
      async (workflowId: string, item: string | undefined, flags: { json?: boolean; line?: string }) => {
        await runTemporalCommand(flags, async (tools) => {
          const name = itemName(item, flags.line);
          return name ? whyItem(tools, workflowId, name) : why(tools, workflowId);
        });
      },
    );
}

async function why({ session, output }: TemporalTools, workflowId: string): Promise<ExitCode> {
  const told = await explainBatch(session, workflowId, { how: CLI_DIRECTIONS });
  const { runId, state, phase, waits } = told;
  const hasEnded = state !== 'running';
  output.say(`${output.style('bold', workflowId)}: ${hasEnded ? state : (phase ?? state)}`);
  const reasons = told.reasons.map(({ subject, text }) => ({ subject, text }));
  for (const { text } of reasons) output.say(`  ${text}`);
  output.answer({ workflowId, runId, state, reasons, ...(hasEnded ? {} : { waits }) });
  return EXIT.ok;
}

async function whyItem(
  { session, output, env, interrupted }: TemporalTools,
  workflowId: string,
  name: ItemName,
): Promise<ExitCode> {
  const told = await explainItem(
    { session, store: await localStore(env), signal: interrupted },
    { workflowId, name, how: CLI_DIRECTIONS },
  );
  const { runId, state, item } = told;
  const reasons = told.reasons.map(({ subject, text }) => ({ subject, text }));
  for (const { subject, text } of reasons) output.say(`${subject}: ${text}`);
  output.answer({ workflowId, runId, state, item, reasons });
  return EXIT.ok;
}
