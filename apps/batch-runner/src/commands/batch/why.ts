import type { Command } from 'commander';
import { localStore } from '../../batch/local-store.js';
import { batchWaits } from '../../batch/picture/batch-wait.js';
import { readBatchEnding } from '../../batch/temporal/batch-ending.js';
import { readBatch, type BatchReading } from '../../batch/temporal/read-batch.js';
import { explainBatch } from '../../batch/why/explain-batch.js';
import { explainItem } from '../../batch/why/explain-item.js';
import { itemName, type ItemName } from '../../batch/why/item-name.js';
import { readItem } from '../../batch/why/read-item.js';
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
          const reading = await readBatch(tools.session, workflowId);
          return name ? whyItem(tools, reading, name) : why(tools, reading);
        });
      },
    );
}

async function why({ session, output }: TemporalTools, reading: BatchReading): Promise<ExitCode> {
  const { workflowId, runId, state } = reading;
  const ending = state === 'running' ? undefined : await readBatchEnding(session, reading);
  const reasons = explainBatch(reading, ending);
  output.say(`${output.style('bold', workflowId)}: ${ending?.state ?? reading.status?.phase ?? state}`);
  for (const { text } of reasons) output.say(`  ${text}`);
  const waits = ending ? {} : { waits: batchWaits(reading) };
  output.answer({ workflowId, runId, state: ending?.state ?? state, reasons, ...waits });
  return EXIT.ok;
}

async function whyItem(
  { session, output, env, interrupted }: TemporalTools,
  reading: BatchReading,
  name: ItemName,
): Promise<ExitCode> {
  const { workflowId, runId, state } = reading;
  const item = await readItem({ session, store: localStore(env), signal: interrupted }, reading, name);
  const reasons = explainItem(item, reading);
  for (const { subject, text } of reasons) output.say(`${subject}: ${text}`);
  output.answer({ workflowId, runId, state, item, reasons });
  return EXIT.ok;
}
