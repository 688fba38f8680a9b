import { randomBytes } from 'node:crypto';
import type { BatchFanOutInput } from '@org/media-contracts';
import { BatchFanOutInputSchema } from '@org/media-contracts/schemas';
import { BATCH_ATTRIBUTES, canSetSearchAttributes, readExistingBatch, startBatch } from '@org/media-control';
import type { Command } from 'commander';
import { followBatch } from '../../batch/follow/follow-batch.js';
import { listSource, type ListSource } from '../../batch/list/list-source.js';
import { listDigest, prepareList, type PreparedList } from '../../batch/list/prepared-list.js';
import { sameBatch } from '../../batch/same-batch.js';
import { batchSettings, type BatchFlags } from '../../batch/settings/batch-settings.js';
import { CliError } from '../../cli-error.js';
import { EXIT, type ExitCode } from '../../exit-codes.js';
import { runCommand, subcommand, withSession, type TemporalTools, type Tools } from '../../shell.js';
import { addShapeOptions, collect, LIST_HELP, priceFile } from './flags.js';

interface Flags extends BatchFlags {
  readonly id?: string;
  readonly prices?: string;
  readonly follow?: boolean;
  readonly json?: boolean;
}

/** `run <list>` */
export function addRunBatchCommand(parent: Command): void {
  const command = subcommand(parent, 'run <list>', `start a batch. ${LIST_HELP}`)
    .option('--id <id>', 'name of the batch; the same name never starts a second one (default: a random one)')
    .option('--account <name>', 'Ittybit account, by the name the worker knows it under')
    .option('--max-failures <n>', 'more failed items than this, and nothing new starts')
    .option('--max-failure-share <share>', 'the same as a share of all items: 5% or 0.05')
    .option('--generations <n>', 'remote tasks for one item at most, the first included (default 3)')
    .option('--deadline <time>', 'an item fails after so long, for example 6h (default)')
    .option('--wait <time>', 'one attempt waits for so long, then another worker goes on (default 15m)')
    .option('--destination <url>', 'deliver outputs to s3://bucket/prefix')
    .option('--metadata <key=value>', 'echoed by the remote service on every task; repeatable', collect)
    .option('--handover-results <n>', 'a run of the workflow is handed over after so many results at least')
    .option('--heartbeat-timeout <seconds>', 'a worker silent for so long is taken for dead (default 20)')
    .option('--follow', 'show progress on stderr until the end; Ctrl-C detaches and never cancels');
  addShapeOptions(command).action(async (text: string, flags: Flags) => {
    await runCommand(flags, async (tools) => {
      // Bad input is told before Temporal is asked for anything.
      const workflowId = batchId(flags.id);
      const source = listSource(text);
      const settings = batchSettings(flags, await priceFile(flags.prices));
      const prepared = await prepareList(source, listOptions(tools));
      const input = checked({ list: prepared.list, settings });
      return withSession(tools, (temporal) =>
        run(temporal, { workflowId, source, prepared, input, follow: flags.follow ?? false }),
      );
    });
  });
}

interface Batch {
  readonly workflowId: string;
  readonly source: ListSource;
  readonly prepared: PreparedList;
  readonly input: BatchFanOutInput;
  readonly follow: boolean;
}

async function run(tools: TemporalTools, batch: Batch): Promise<ExitCode> {
  const { session, env, output } = tools;
  const { workflowId, prepared, follow } = batch;
  const searchAttributes = await canSetSearchAttributes(session, BATCH_ATTRIBUTES, output.note);
  const input = { ...batch.input, settings: { ...batch.input.settings, searchAttributes } };
  const { name: listName, sha256: listSha256 } = prepared;
  const taskQueue = env.TASK_QUEUE;
  const start = { workflowId, taskQueue, input, listName, listSha256 };
  const { isNew, ...started } = await startBatch(session, start);
  if (!isNew) return attach(tools, batch);
  const digest = listSha256 === undefined ? '' : `, sha256 ${listSha256}`;
  output.note(
    `Started ${workflowId} (run ${started.runId}) on task queue ${taskQueue}: ${listName}${digest}.`,
  );
  if (follow) return followBatch(tools, started);
  output.say(workflowId);
  output.note(`Follow it: batch-runner follow ${workflowId}`);
  output.answer({ ...started, state: 'running', ...(listSha256 === undefined ? {} : { listSha256 }) });
  return EXIT.ok;
}

/** The same name and the same list: it is the batch that was meant. With another list nothing may happen. */
async function attach(tools: TemporalTools, batch: Batch): Promise<ExitCode> {
  const { workflowId, source, prepared, follow } = batch;
  const existing = await readExistingBatch(tools.session, workflowId);
  const sha256 =
    prepared.sha256 ??
    (existing.listSha256 === undefined ? undefined : await listDigest(source, listOptions(tools)));
  const told = sameBatch(existing, sha256);
  if (!told.same || !follow) throw new CliError(told.message, EXIT.exists, { ...existing });
  tools.output.note(told.message);
  return followBatch(tools, existing);
}

function batchId(given: string | undefined): string {
  const time = new Date().toISOString().replace(/[-:]/g, '').replace(/\..*$/, '').toLowerCase();
  const id = given ?? `batch-${time}-${randomBytes(3).toString('hex')}`;
  if (/^\S{1,200}$/.test(id)) return id;
  throw new CliError('--id: use 1 to 200 characters without spaces.', EXIT.usage);
}

/** The schema knows what a workflow accepts, for example which URLs. */
function checked(input: BatchFanOutInput): BatchFanOutInput {
  const parsed = BatchFanOutInputSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new CliError(`The list is refused: ${problems.join('; ')}`, EXIT.usage);
}

function listOptions({ env, interrupted }: Pick<Tools, 'env' | 'interrupted'>): {
  env: Tools['env'];
  stdin: AsyncIterable<Uint8Array>;
  signal: AbortSignal;
} {
  return { env, stdin: process.stdin, signal: interrupted };
}
