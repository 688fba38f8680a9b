import { createReadItems } from '@org/media-activities';
import { batchFolder, batchSnapshot, type BatchSnapshot } from '@org/media-contracts';
import type { ObjectStore } from '@org/media-storage';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { CliError } from '../../cli-error.js';
import { EXIT } from '../../exit-codes.js';
import { askWorkflow } from '../../temporal/ask-workflow.js';
import { runState } from '../../temporal/run-state.js';
import type { Session } from '../../temporal/session.js';
import { readBatchInput } from '../../temporal/start-input.js';
import { readStoredManifest } from '../stored-batch.js';
import { describeBatch, firstRunId } from '../temporal/describe-batch.js';
import { parentFromManifest } from './from-manifest.js';
import { parentFromSnapshot, readOrigins } from './from-snapshot.js';
import type { ParentBatch } from './parent-batch.js';

export interface ParentSources {
  readonly session: Session;
  /** The store of the workers, if this machine reaches it. */
  readonly store: ObjectStore | undefined;
  readonly signal: AbortSignal;
}

export interface ReadParent {
  readonly parent: ParentBatch;
  readonly taskQueue: string;
}

/**
 * What is known of a closed batch: from its manifest where it can be read, else from the closed run itself.
 * Throws a `CliError`: 7 when it still runs or never had a plan, 5 when nobody can tell what it had done.
 */
export async function readParent(sources: ParentSources, workflowId: string): Promise<ReadParent> {
  const { session, store, signal } = sources;
  const description = await describeBatch(session, workflowId);
  refuseRunning(description);
  const of = { workflowId, runId: firstRunId(description) };
  const { taskQueue } = description;
  const manifest = store && (await readStoredManifest(store, batchFolder(of), signal));
  if (manifest) return { parent: parentFromManifest(manifest), taskQueue };
  const { settings = {}, redrive } = await readBatchInput(session, description);
  const snapshot = await readSnapshot(session, description);
  if (!snapshot) throw neverPlanned(workflowId, redrive?.of.workflowId);
  const lineage = redrive?.lineage ?? of;
  const origins = redrive ? await originsOf(sources, workflowId, snapshot) : new Map<number, number>();
  return { parent: parentFromSnapshot({ snapshot, of, lineage, settings, origins }), taskQueue };
}

function refuseRunning({ workflowId, status }: WorkflowExecutionDescription): void {
  const state = runState(status.name);
  if (state !== 'running') return;
  throw new CliError(
    `${workflowId} is still running: only a closed batch can be redriven, or both would do the same work. ` +
      `Wait for it, or end it first: batch-runner cancel ${workflowId} --follow`,
    EXIT.wrongState,
    { workflowId, state },
  );
}

async function readSnapshot(
  session: Session,
  description: WorkflowExecutionDescription,
): Promise<BatchSnapshot | undefined> {
  const { workflowId } = description;
  const { status, silence } = await askWorkflow(session, description, { query: batchSnapshot, args: [] });
  if (silence !== undefined) {
    throw new CliError(
      `What ${workflowId} had done cannot be read, and redoing it blindly would pay twice. ${silence} ` +
        'If it wrote a manifest, set STORE_DIR to the store of the workers instead.',
      EXIT.unreachable,
      { workflowId },
    );
  }
  // A query that returns nothing answers with null.
  return status ?? undefined;
}

/** A new run of the list would pay again for what the line of a redrive has done: only a first batch is begun anew. */
export function neverPlanned(workflowId: string, redriven: string | undefined): CliError {
  const advice =
    redriven === undefined
      ? 'Start it again under another name: batch-runner run <list>'
      : `Redo ${redriven} under another name: batch-runner redrive ${redriven} --id <id>`;
  return new CliError(
    `${workflowId} ended before its list was read, so that there is nothing to redo. ${advice}`,
    EXIT.wrongState,
    { workflowId },
  );
}

/** The index of an item in the first batch of a line names its remote task; a redriven batch has other ones. */
async function originsOf(
  { store, signal }: ParentSources,
  workflowId: string,
  snapshot: BatchSnapshot,
): Promise<Map<number, number>> {
  if (snapshot.unflushed.length === 0) return new Map();
  if (store) return readOrigins(snapshot, createReadItems(store), signal);
  throw new CliError(
    `${workflowId} is itself a redrive and was interrupted: what was in flight can only be named by its plan. ` +
      'Set STORE_DIR to the store of the workers.',
    EXIT.usage,
    { workflowId },
  );
}
