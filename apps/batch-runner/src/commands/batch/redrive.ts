import { manifestKey } from '@org/media-contracts';
import {
  counted,
  parentFromManifest,
  planBatchRedrive,
  readParent,
  readStoredManifest,
  redriveBatch,
  type BatchRedriven,
  type ReadParent,
} from '@org/media-control';
import type { Command } from 'commander';
import { followBatch } from '../../batch/follow/follow-batch.js';
import { localStore, requiredStore } from '../../batch/local-store.js';
import { parseOnly } from '../../batch/only-flag.js';
import { CliError } from '../../cli-error.js';
import { defined } from '../../defined.js';
import { EXIT, type ExitCode } from '../../exit-codes.js';
import { runTemporalCommand, subcommand, type TemporalTools } from '../../shell.js';

interface Flags {
  readonly only?: string;
  readonly id?: string;
  readonly follow?: boolean;
  readonly json?: boolean;
}

const STORE = 'store:';

/** `redrive <batch>` */
export function addRedriveBatchCommand(parent: Command): void {
  subcommand(
    parent,
    'redrive <batch>',
    'do again only what has no success in a closed batch; store:<manifest key> for one that Temporal has forgotten',
  )
    .option('--only <outcomes>', 'failed, cancelled or notStarted, or some of them: failed,cancelled')
    .option('--id <id>', 'name of the new batch (default: <first batch>-redrive-<n>)')
    .option('--follow', 'show progress on stderr until the end; Ctrl-C detaches and never cancels')
    .action(async (batch: string, flags: Flags) => {
      await runTemporalCommand(flags, (tools) => redrive(tools, batch, flags));
    });
}

async function redrive(tools: TemporalTools, batch: string, flags: Flags): Promise<ExitCode> {
  const { session, output } = tools;
  const only = parseOnly(flags.only);
  const { parent, taskQueue } = await parentOf(tools, batch);
  const { workflowId: of } = parent.of;
  if (!planBatchRedrive(parent, only)) {
    output.say(`No item of ${of} is ${only.join(' or ')}: there is nothing to redo.`);
    output.answer({ workflowId: of, items: 0, only });
    return EXIT.ok;
  }
  const { note } = output;
  const redriven = await redriveBatch(session, {
    parent,
    taskQueue,
    only,
    note,
    ...defined({ id: flags.id }),
  });
  if (!redriven.isNew) throw redrivenAlready(of, redriven);
  const { workflowId, runId, items } = redriven;
  output.note(
    `Started ${workflowId} (run ${runId}): does ${counted(items, 'item')} again (${only.join(', ')}).`,
  );
  if (flags.follow) return followBatch(tools, { workflowId, runId });
  output.say(workflowId);
  output.answer({ workflowId, runId, state: 'running', redriveOf: of, items, only });
  return EXIT.ok;
}

async function parentOf(tools: TemporalTools, batch: string): Promise<ReadParent> {
  const { session, env, interrupted: signal } = tools;
  if (!batch.startsWith(STORE)) return readParent({ session, store: await localStore(env), signal }, batch);
  const key = batch.slice(STORE.length);
  const folder = key.slice(0, Math.max(0, key.lastIndexOf('/')));
  const store = await requiredStore(env, 'read a manifest of the store');
  const manifest = manifestKey(folder) === key && (await readStoredManifest(store, folder, signal));
  if (!manifest) throw new CliError(`There is no manifest ${batch}.`, EXIT.notFound);
  return { parent: parentFromManifest(manifest), taskQueue: env.TASK_QUEUE };
}

function redrivenAlready(of: string, { workflowId, runId, state }: BatchRedriven): CliError {
  const next = state === 'running' ? 'follow' : 'status';
  return new CliError(
    `${of} was redriven already, by ${workflowId} (${state}); nothing was started. ` +
      `Go on there: batch-runner ${next} ${workflowId}`,
    EXIT.exists,
    { workflowId, runId, state },
  );
}
