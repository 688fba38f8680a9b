import { WORKFLOWS } from '@org/media-contracts';
import { batchFigures, dateTime, duration, type BatchFigures } from '@org/media-control';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { InvalidArgumentError, type Command } from 'commander';
import { percent } from '../../batch/picture/progress.js';
import { EXIT, type ExitCode } from '../../exit-codes.js';
import { runTemporalCommand, subcommand, type TemporalTools } from '../../shell.js';

interface Flags {
  readonly json?: boolean;
  readonly limit: number;
  readonly running?: boolean;
}

/** `list` */
export function addBatchListCommand(parent: Command): void {
  subcommand(parent, 'list', 'list batches, newest first')
    .option('--limit <n>', 'at most so many (default 50)', positiveInteger, 50)
    .option('--running', 'only those that are not finished')
    .action(async (flags: Flags) => {
      await runTemporalCommand(flags, (tools) => list(tools, flags));
    });
}

async function list(tools: TemporalTools, { limit, running = false }: Flags): Promise<ExitCode> {
  const { output, session } = tools;
  const { found, more } = await readBatches(tools, limit, running);
  const rows = await batchFigures(session, found);
  for (const row of rows) output.say(rowText(row));
  if (rows.length === 0) output.note('No batches.');
  if (more) output.note(`Only the newest ${limit} are shown; see more with --limit.`);
  output.answer({ batches: rows, more });
  return EXIT.ok;
}

/** A batch is many runs, and only the last of them is not "continued as new". */
async function readBatches(
  { session }: TemporalTools,
  limit: number,
  running: boolean,
): Promise<{ found: WorkflowExecutionInfo[]; more: boolean }> {
  const which = running ? "ExecutionStatus = 'Running'" : "ExecutionStatus != 'ContinuedAsNew'";
  const query = `WorkflowType = '${WORKFLOWS.batchFanOut}' AND ${which}`;
  return session.rpc(async () => {
    const found: WorkflowExecutionInfo[] = [];
    for await (const one of session.client.workflow.list({ query, pageSize: Math.min(limit + 1, 1_000) })) {
      if (found.length === limit) return { found, more: true };
      found.push(one);
    }
    return { found, more: false };
  });
}

function rowText({ workflowId, state, startedAt, closedAt, at, share, failed }: BatchFigures): string {
  const took = duration((closedAt ?? at) - startedAt);
  const done = share === undefined ? '-' : percent(share);
  const failures = failed === undefined ? '' : `${failed} failed`;
  const columns = [state.padEnd(10), dateTime(startedAt), took.padEnd(13), done.padStart(8)];
  return `${columns.join('  ')}  ${failures.padEnd(12)} ${workflowId}`;
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return value;
}
