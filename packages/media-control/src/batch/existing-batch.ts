import { batchStatus } from '@org/media-contracts';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import { askWorkflow } from '../temporal/ask-workflow.js';
import { runState, type RunState } from '../temporal/run-state.js';
import { readBatchInput } from '../temporal/start-input.js';
import type { TemporalSession } from '../temporal/temporal-session.js';
import { describeBatch } from './describe-batch.js';
import { BATCH_MEMO } from './start-batch.js';

/** A batch that has the name that another was to get. */
export interface ExistingBatch {
  readonly workflowId: string;
  readonly runId: string;
  readonly state: RunState;
  /** Digest of its list; absent when it has not read its list yet and nobody else did. */
  readonly listSha256?: string;
}

/** Asks where it costs least first: the memo, what the batch was started with, the batch itself. */
export async function readExistingBatch(
  session: TemporalSession,
  workflowId: string,
): Promise<ExistingBatch> {
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
  const digest = memo?.[BATCH_MEMO.listSha256];
  return typeof digest === 'string' ? digest : undefined;
}

async function inputDigest(
  session: TemporalSession,
  description: WorkflowExecutionDescription,
): Promise<string | undefined> {
  const { list } = await readBatchInput(session, description);
  return list && 'sha256' in list ? list.sha256 : undefined;
}
