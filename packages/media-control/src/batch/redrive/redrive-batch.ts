import { ControlError } from '../../control-error.js';
import { runState, type RunState } from '../../temporal/run-state.js';
import { BATCH_ATTRIBUTES, canSetSearchAttributes } from '../../temporal/search-attributes.js';
import { readBatchInput } from '../../temporal/start-input.js';
import type { TemporalSession } from '../../temporal/temporal-session.js';
import { describeBatch } from '../describe-batch.js';
import { startBatch, type BatchStart } from '../start-batch.js';
import type { ParentBatch, RedriveOutcome } from './parent-batch.js';
import { planBatchRedrive } from './plan-batch-redrive.js';

export interface BatchRedriveRequest extends Pick<BatchStart, 'taskQueue' | 'memo'> {
  /** What is known of the closed batch: `readParent`, or `parentFromManifest` when Temporal has forgotten it. */
  readonly parent: ParentBatch;
  /** Outcomes to do again. Default: everything that has no success. */
  readonly only?: readonly RedriveOutcome[];
  /** Name of the new batch. By default it follows from what it redoes, so that two redrives at once start one. */
  readonly id?: string;
  /** Told when search attributes are left out. */
  readonly note?: (line: string) => void;
}

/** The redrive of a closed batch. */
export interface BatchRedriven {
  readonly workflowId: string;
  readonly runId: string;
  /** False when it had been redriven before: this is how that redrive stands, and nothing was started. */
  readonly isNew: boolean;
  readonly state: RunState;
  /** How many items are done again. */
  readonly items: number;
  readonly only: readonly RedriveOutcome[];
}

export const REDRIVE_OUTCOMES = ['failed', 'cancelled', 'notStarted'] as const satisfies RedriveOutcome[];

/**
 * A new batch over what has no success in a closed one; what still runs is re-attached to, nothing is paid twice.
 * Rejects with `nothingToRedo` when no item has one of the outcomes, and `conflict` when another batch has the name.
 */
export async function redriveBatch(
  session: TemporalSession,
  request: BatchRedriveRequest,
): Promise<BatchRedriven> {
  const { parent, only = REDRIVE_OUTCOMES, id, taskQueue, memo, note } = request;
  const { of, listSha256 } = parent;
  const plan = planBatchRedrive(parent, only, id);
  if (!plan) {
    const message = `No item of ${of.workflowId} is ${only.join(' or ')}: there is nothing to redo.`;
    throw new ControlError('nothingToRedo', message, { facts: { workflowId: of.workflowId } });
  }
  const { workflowId, items } = plan;
  const searchAttributes = await canSetSearchAttributes(session, BATCH_ATTRIBUTES, note);
  const input = { ...plan.input, settings: { ...plan.input.settings, searchAttributes } };
  const listName = `the list of ${of.workflowId}`;
  const start = { workflowId, taskQueue, input, listName, listSha256, ...(memo && { memo }) };
  const started = await startBatch(session, start);
  if (started.isNew) return { ...started, state: 'running', items, only };
  return { ...started, ...(await stateOfRedrive(session, workflowId, of.workflowId)), items, only };
}

async function stateOfRedrive(
  session: TemporalSession,
  workflowId: string,
  of: string,
): Promise<Pick<BatchRedriven, 'runId' | 'state'>> {
  const description = await describeBatch(session, workflowId);
  const { redrive } = await readBatchInput(session, description);
  const { runId } = description;
  const state = runState(description.status.name);
  if (redrive?.of.workflowId === of) return { runId, state };
  throw new ControlError(
    'conflict',
    `The name ${workflowId} is taken by a batch that is no redrive of ${of}; nothing was started.`,
    {
      facts: { workflowId, runId, state },
      advice: (how) => `Choose another: ${how({ do: 'nameRedrive' })}`,
    },
  );
}
