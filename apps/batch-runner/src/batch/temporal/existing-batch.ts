import { batchStatus } from '@org/media-contracts';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { askWorkflow } from '../../temporal/ask-workflow.js';
import { runState, type RunState } from '../../temporal/run-state.js';
import type { Session } from '../../temporal/session.js';
import { readBatchInput } from '../../temporal/start-input.js';
import { describeBatch } from './describe-batch.js';
import { MEMO } from './start-batch.js';

/** A batch that has the name that another was to get. */
export interface ExistingBatch {
  readonly workflowId: string;
  readonly runId: string;
  readonly state: RunState;
  /** Digest of its list; absent when it has not read its list yet and nobody else did. */
  readonly listSha256?: string;
}

/** Asks where it costs least first: the memo, what the batch was started with, the batch itself. */
export async function readExisting(session: Session, workflowId: string): Promise<ExistingBatch> {
  const description = await describeBatch(session, workflowId);
  const listSha256 =
    memoDigest(description) ??
    (await inputDigest(session, description)) ??
    (await askWorkflow(session, description, { query: batchStatus, args: [] })).status?.list?.sha256;
  return {
    workflowId,
    runId: description.runId,
    state: runState(description.status.name),
    ...(listSha256 === undefined ? {} : { listSha256 }),
  };
}

function memoDigest({ memo }: WorkflowExecutionDescription): string | undefined {
  const digest = memo?.[MEMO.listSha256];
  return typeof digest === 'string' ? digest : undefined;
}

async function inputDigest(
  session: Session,
  description: WorkflowExecutionDescription,
): Promise<string | undefined> {
  const { list } = await readBatchInput(session, description);
  return list && 'sha256' in list ? list.sha256 : undefined;
}

/** Whether an existing batch is the one that was meant, in words. `sha256` is the digest of the list given now. */
export function sameBatch(
  { workflowId, state, listSha256 }: ExistingBatch,
  sha256: string | undefined,
): { readonly same: boolean; readonly message: string } {
  const exists = `A batch ${workflowId} exists already (${state}); nothing was started.`;
  if (listSha256 === undefined || sha256 === undefined) {
    return {
      same: false,
      message: `${exists} Whether its list is the same cannot be told yet. Choose another --id, or look at it: batch-runner status ${workflowId}`,
    };
  }
  if (listSha256 !== sha256) {
    return {
      same: false,
      message: `${exists} Its list has the SHA-256 ${listSha256}, the one given now has ${sha256}: it was edited, or it is another. Choose another --id.`,
    };
  }
  const advice =
    state === 'running' || state === 'succeeded'
      ? `Look at it: batch-runner status ${workflowId}`
      : `Do again only what has no success: batch-runner redrive ${workflowId}`;
  return { same: true, message: `${exists} Its list is the same. ${advice}` };
}
