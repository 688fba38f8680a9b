import { manifestKey } from '@org/media-contracts';
import type { Command } from 'commander';
import { followBatch } from '../../batch/follow/follow-batch.js';
import { localStore, requiredStore } from '../../batch/local-store.js';
import { counted } from '../../batch/picture/progress.js';
import { parentFromManifest } from '../../batch/redrive/from-manifest.js';
import { parseOnly } from '../../batch/redrive/only-flag.js';
import { planBatchRedrive, type BatchRedrivePlan } from '../../batch/redrive/plan-batch-redrive.js';
import { readParent, type ReadParent } from '../../batch/redrive/read-parent.js';
import { readStoredManifest } from '../../batch/stored-batch.js';
import { describeBatch } from '../../batch/temporal/describe-batch.js';
import { startBatch } from '../../batch/temporal/start-batch.js';
import { CliError } from '../../cli-error.js';
import { EXIT, type ExitCode } from '../../exit-codes.js';
import { runTemporalCommand, subcommand, type TemporalTools } from '../../shell.js';
import { runState } from '../../temporal/run-state.js';
import { BATCH_ATTRIBUTES, canSetSearchAttributes } from '../../temporal/search-attributes.js';
import { readBatchInput } from '../../temporal/start-input.js';

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
  const plan = planBatchRedrive(parent, only, flags.id);
  if (!plan) {
    output.say(`No item of ${of} is ${only.join(' or ')}: there is nothing to redo.`);
    output.answer({ workflowId: of, items: 0, only });
    return EXIT.ok;
  }
  const searchAttributes = await canSetSearchAttributes(session, BATCH_ATTRIBUTES, output.note);
  const input = { ...plan.input, settings: { ...plan.input.settings, searchAttributes } };
  const { listSha256 } = parent;
  const { workflowId } = plan;
  const listName = `the list of ${of}`;
  const started = await startBatch(session, { workflowId, taskQueue, input, listName, listSha256 });
  if (!started) throw await redrivenAlready(tools, of, plan);
  output.note(
    `Started ${workflowId} (run ${started.runId}): does ${counted(plan.items, 'item')} again (${only.join(', ')}).`,
  );
  if (flags.follow) return followBatch(tools, started);
  output.say(workflowId);
  output.answer({ ...started, state: 'running', redriveOf: of, items: plan.items, only });
  return EXIT.ok;
}

async function parentOf(tools: TemporalTools, batch: string): Promise<ReadParent> {
  const { session, env, interrupted: signal } = tools;
  if (!batch.startsWith(STORE)) return readParent({ session, store: localStore(env), signal }, batch);
  const key = batch.slice(STORE.length);
  const folder = key.slice(0, Math.max(0, key.lastIndexOf('/')));
  const store = requiredStore(env, 'read a manifest of the store');
  const manifest = manifestKey(folder) === key && (await readStoredManifest(store, folder, signal));
  if (!manifest) throw new CliError(`There is no manifest ${batch}.`, EXIT.notFound);
  return { parent: parentFromManifest(manifest), taskQueue: env.TASK_QUEUE };
}

async function redrivenAlready(
  { session }: TemporalTools,
  of: string,
  { workflowId }: BatchRedrivePlan,
): Promise<CliError> {
  const description = await describeBatch(session, workflowId);
  const { redrive: told } = await readBatchInput(session, description);
  const state = runState(description.status.name);
  const facts = { workflowId, runId: description.runId, state };
  if (told?.of.workflowId !== of) {
    const message = `The name ${workflowId} is taken by a batch that is no redrive of ${of}; nothing was started. Choose another: --id`;
    return new CliError(message, EXIT.exists, facts);
  }
  const next = state === 'running' ? 'follow' : 'status';
  return new CliError(
    `${of} was redriven already, by ${workflowId} (${state}); nothing was started. ` +
      `Go on there: batch-runner ${next} ${workflowId}`,
    EXIT.exists,
    facts,
  );
}
