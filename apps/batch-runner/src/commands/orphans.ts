import { isIttybitError, type RemoteTask } from '@org/ittybit-client';
import { DEFAULT_ACCOUNT } from '@org/media-contracts';
import { dateTime } from '@org/media-control';
import { InvalidArgumentError, type Command } from 'commander';
import { CliError } from '../cli-error.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { readBatchRedrives } from '../orphans/batch-redrives.js';
import { findOrphans, workflowOf, type LineState, type Orphan } from '../orphans/find-orphans.js';
import { readLine } from '../orphans/read-line.js';
import { recentTasks, type RecentTasks } from '../orphans/recent-tasks.js';
import { remoteClient } from '../remote-client.js';
import { runTemporalCommand, subcommand, type TemporalTools } from '../shell.js';

const HOUR_MS = 3_600_000;

interface Flags {
  readonly account: string;
  /** Hours. */
  readonly since: number;
  readonly json?: boolean;
}

/** `orphans` */
export function addOrphansCommand(parent: Command): void {
  subcommand(
    parent,
    'orphans',
    'list remote tasks whose pipeline or batch is closed, terminated, timed out or deleted',
  )
    .option('--account <name>', 'Ittybit account', DEFAULT_ACCOUNT)
    .option('--since <hours>', 'look at tasks created in the last so many hours', hours, 24)
    .action(async (flags: Flags) => {
      await runTemporalCommand(flags, (tools) => orphans(tools, flags));
    });
}

async function orphans(tools: TemporalTools, { account, since }: Flags): Promise<ExitCode> {
  const { output } = tools;
  const createdAfter = Date.now() - since * HOUR_MS;
  const { ours, undatedLimit } = await readTasks(tools, account, createdAfter);
  const found = findOrphans(ours, await readLines(tools, ours));
  for (const orphan of found) output.say(orphanLine(orphan));
  output.note(
    `${found.length} orphans among ${ours.length} tasks of pipelines and batches created since ${dateTime(createdAfter)} (account ${account}).`,
  );
  if (undatedLimit !== undefined) {
    output.note(
      `Not everything was looked at: tasks of this account have no creation time, so reading ended after the newest ${undatedLimit} of them.`,
    );
  }
  output.answer({
    orphans: found,
    looked: ours.length,
    complete: undatedLimit === undefined,
    account,
    createdAfter,
  });
  return EXIT.ok;
}

async function readTasks(
  { env, interrupted }: TemporalTools,
  account: string,
  createdAfter: number,
): Promise<RecentTasks> {
  try {
    const tasks = remoteClient(env, account).listAll({}, { signal: interrupted });
    return await recentTasks(tasks, { createdAfter });
  } catch (error) {
    if (isIttybitError(error)) throw new CliError(`The remote service: ${error.message}`, EXIT.unreachable);
    throw error;
  }
}

async function readLines(
  { session }: TemporalTools,
  tasks: readonly RemoteTask[],
): Promise<Map<string, LineState>> {
  const lines = new Map<string, LineState>();
  const redrives = await readBatchRedrives(session);
  // One after the other: visibility allows 10 lists per second and namespace.
  for (const id of new Set(tasks.map(workflowOf))) {
    if (id !== undefined) lines.set(id, await readLine(session, id, redrives.get(id)));
  }
  return lines;
}

function orphanLine({
  taskId,
  state,
  progress,
  workflowId,
  lastExecution,
  closeStatus,
  closedAt,
}: Orphan): string {
  const share = progress === undefined ? '' : ` ${Math.round(progress)} %`;
  const by = lastExecution === workflowId ? '' : ` (last: ${lastExecution})`;
  const at = closedAt === undefined ? '' : ` at ${dateTime(closedAt)}`;
  return `${taskId}  ${state}${share}  ${workflowId}${by}  ${closeStatus}${at}`;
}

function hours(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0)
    throw new InvalidArgumentError('Give a number of hours above 0.');
  return value;
}
