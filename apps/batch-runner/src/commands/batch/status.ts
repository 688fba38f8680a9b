import { batchWaits, dateTime, readBatch, readBatchEnding } from '@org/media-control';
import type { Command } from 'commander';
import { batchLines } from '../../batch/picture/batch-lines.js';
import { reportBatchEnd } from '../../batch/report-batch.js';
import { EXIT, type ExitCode } from '../../exit-codes.js';
import { runTemporalCommand, subcommand, type TemporalTools } from '../../shell.js';

/** `status <batch>` */
export function addBatchStatusCommand(parent: Command): void {
  subcommand(
    parent,
    'status <batch>',
    'show one picture of a batch; exit code 3 while it is not finished',
  ).action(async (workflowId: string, flags: { json?: boolean }) => {
    await runTemporalCommand(flags, (tools) => status(tools, workflowId));
  });
}

async function status({ session, output }: TemporalTools, workflowId: string): Promise<ExitCode> {
  const reading = await readBatch(session, workflowId);
  if (reading.state !== 'running') {
    return reportBatchEnd(output, reading, await readBatchEnding(session, reading));
  }
  const { runId, firstRunId, startedAt, silence, status: own } = reading;
  output.say(`${output.style('bold', workflowId)}  started ${dateTime(startedAt)}`);
  for (const line of batchLines(reading)) output.say(`  ${line}`);
  output.answer({
    workflowId,
    runId,
    firstRunId,
    state: 'running',
    waits: batchWaits(reading),
    ...(silence === undefined ? {} : { silence }),
    ...(own ? { status: own } : {}),
  });
  return EXIT.running;
}
