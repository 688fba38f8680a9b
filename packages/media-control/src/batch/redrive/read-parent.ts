import { createReadItems } from '@org/media-activities';
import { batchFolder, batchSnapshot, type BatchSnapshot } from '@org/media-contracts';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { ControlError } from '../../control-error.js';
import { askWorkflow } from '../../temporal/ask-workflow.js';
import { firstRunId } from '../../temporal/first-run-id.js';
import { runState } from '../../temporal/run-state.js';
import { readBatchInput } from '../../temporal/start-input.js';
import type { TemporalSession } from '../../temporal/temporal-session.js';
import { sentence } from '../../text/sentence.js';
import { describeBatch } from '../describe-batch.js';
import type { BatchSources } from '../read-item.js';
import { readStoredManifest } from '../stored-batch.js';
import { parentFromManifest } from './from-manifest.js';
import { parentFromSnapshot, readOrigins } from './from-snapshot.js';
import type { ParentBatch } from './parent-batch.js';

export interface ReadParent {
  readonly parent: ParentBatch;
  readonly taskQueue: string;
}

/**
 * What is known of a closed batch: from its manifest where it can be read, else from the closed run itself.
 * Rejects with `notClosed`, `nothingToRedo` when it never had a plan, and `unreachable` or `needsStore` when nobody can
 * tell what it had done.
 */
export async function readParent(sources: BatchSources, workflowId: string): Promise<ReadParent> {
  const { session, store, signal } = sources;
  const description = await describeBatch(session, workflowId);
  refuseRunning(description);
  const of = { workflowId, runId: firstRunId(description) };
  const { taskQueue } = description;
  const manifest = store && (await readStoredManifest(store, batchFolder(of), signal));
  const { settings = {}, redrive } = await readBatchInput(session, description);
  if (manifest) return { parent: parentFromManifest(manifest, settings.webhookUrl), taskQueue };
  const snapshot = await readSnapshot(session, description);
  if (!snapshot) throw neverPlanned(workflowId, redrive?.of.workflowId);
  const lineage = redrive?.lineage ?? of;
  const origins = redrive ? await originsOf(sources, workflowId, snapshot) : new Map<number, number>();
  return { parent: parentFromSnapshot({ snapshot, of, lineage, settings, origins }), taskQueue };
}

function refuseRunning({ workflowId, status }: WorkflowExecutionDescription): void {
  const state = runState(status.name);
  if (state !== 'running') return;
  throw new ControlError(
    'notClosed',
    `${workflowId} is still running: only a closed batch can be redriven, or both would do the same work.`,
    {
      facts: { workflowId, state },
      advice: (how) =>
        `Wait for it, or end it first: ${how({ do: 'cancelBatch', id: workflowId, how: 'toTheEnd' })}`,
    },
  );
}

async function readSnapshot(
  session: TemporalSession,
  description: WorkflowExecutionDescription,
): Promise<BatchSnapshot | undefined> {
  const { workflowId } = description;
  const { status, silence } = await askWorkflow(session, description, { query: batchSnapshot, args: [] });
  if (silence !== undefined) {
    throw new ControlError(
      'unreachable',
      `What ${workflowId} had done cannot be read, and redoing it blindly would pay twice. ${silence}`,
      {
        facts: { workflowId },
        advice: (how) =>
          `If it wrote a manifest, ${how({ do: 'setStore' })} to the store of the workers instead.`,
      },
    );
  }
  // A query that returns nothing answers with null.
  return status ?? undefined;
}

/** A new run of the list would pay again for what the line of a redrive has done: only a first batch is begun anew. */
export function neverPlanned(workflowId: string, redriven: string | undefined): ControlError {
  return new ControlError(
    'nothingToRedo',
    `${workflowId} ended before its list was read, so that there is nothing to redo.`,
    {
      facts: { workflowId },
      advice: (how) =>
        redriven === undefined
          ? `Start it again under another name: ${how({ do: 'startBatch' })}`
          : `Redo ${redriven} under another name: ${how({ do: 'redriveBatch', id: redriven, anew: true })}`,
    },
  );
}

/** The index of an item in the first batch of a line names its remote task; a redriven batch has other ones. */
async function originsOf(
  { store, signal }: BatchSources,
  workflowId: string,
  snapshot: BatchSnapshot,
): Promise<Map<number, number>> {
  if (snapshot.unflushed.length === 0) return new Map();
  if (store) return readOrigins(snapshot, createReadItems(store), signal);
  throw new ControlError(
    'needsStore',
    `${workflowId} is itself a redrive and was interrupted: what was in flight can only be named by its plan.`,
    {
      facts: { workflowId },
      advice: (how) => `${sentence(how({ do: 'setStore' }))} to the store of the workers.`,
    },
  );
}
