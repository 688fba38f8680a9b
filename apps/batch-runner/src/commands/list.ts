import { WORKFLOWS } from '@org/media-contracts';
import { dateTime, duration, runState, type RunState } from '@org/media-control';
import { InvalidArgumentError, type Command } from 'commander';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { runTemporalCommand, subcommand, type TemporalTools } from '../shell.js';

/** `pipeline list` */
export function addListCommand(parent: Command): void {
  subcommand(parent, 'list', 'list pipelines, newest first')
    .option('--limit <n>', 'at most so many (default 50)', positiveInteger, 50)
    .option('--running', 'only those that are not finished')
    .action(async (flags: { json?: boolean; limit: number; running?: boolean }) => {
      await runTemporalCommand(flags, (tools) => list(tools, flags));
    });
}

interface Row {
  readonly workflowId: string;
  readonly runId: string;
  readonly state: RunState;
  readonly startedAt: number;
  readonly closedAt?: number;
}

async function list(
  tools: TemporalTools,
  { limit, running = false }: { limit: number; running?: boolean },
): Promise<ExitCode> {
  const { output } = tools;
  const { rows, more } = await readRows(tools, limit, running);
  for (const { workflowId, state, startedAt, closedAt } of rows) {
    const took = duration((closedAt ?? Date.now()) - startedAt);
    output.say(`${state.padEnd(10)} ${dateTime(startedAt)}  ${took.padEnd(13)} ${workflowId}`);
  }
  if (rows.length === 0) output.note('No pipelines.');
  if (more) output.note(`Only the newest ${limit} are shown; see more with --limit.`);
  output.answer({ pipelines: rows, more });
  return EXIT.ok;
}

async function readRows(
  { session }: TemporalTools,
  limit: number,
  running: boolean,
): Promise<{ rows: Row[]; more: boolean }> {
  const query = `WorkflowType = '${WORKFLOWS.mediaPipeline}'${running ? " AND ExecutionStatus = 'Running'" : ''}`;
  return session.rpc(async () => {
    const rows: Row[] = [];
    for await (const one of session.client.workflow.list({ query, pageSize: Math.min(limit + 1, 1_000) })) {
      if (rows.length === limit) return { rows, more: true };
      rows.push({
        workflowId: one.workflowId,
        runId: one.runId,
        state: runState(one.status.name),
        startedAt: one.startTime.getTime(),
        ...(one.closeTime ? { closedAt: one.closeTime.getTime() } : {}),
      });
    }
    return { rows, more: false };
  });
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return value;
}
