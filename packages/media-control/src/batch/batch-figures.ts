import { batchStatus } from '@org/media-contracts';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { defined } from '../defined.js';
import { runState } from '../temporal/run-state.js';
import { nowOf, type TemporalSession } from '../temporal/temporal-session.js';
import { readBatchEnding, type BatchEndState } from './batch-ending.js';
import { mapBounded } from './map-bounded.js';
import { progressOf } from './progress.js';

const PROGRESS = defineSearchAttributeKey('BatchProgress', 'DOUBLE');
const FAILED = defineSearchAttributeKey('BatchFailed', 'INT');

/** One batch in a list. */
export interface BatchFigures {
  readonly workflowId: string;
  readonly runId: string;
  readonly state: 'running' | BatchEndState;
  /** Of its latest run, unless the batch itself could be asked. */
  readonly startedAt: number;
  readonly closedAt?: number;
  readonly at: number;
  /** Share of the items that have an outcome, 0 to 1; absent when nobody could tell. */
  readonly share?: number;
  readonly failed?: number;
}

/** A list must not take a minute because one worker is away. In ms. */
const ASK_WITHIN_MS = 3_000;
const AT_ONCE = 8;

/** Asks each batch for its figures: running ones by query, closed ones by their result. */
export function batchFigures(
  session: TemporalSession,
  batches: readonly WorkflowExecutionInfo[],
): Promise<BatchFigures[]> {
  return mapBounded(batches, AT_ONCE, async (info) => {
    const state = runState(info.status.name);
    const figures = await (state === 'running' ? runningFigures(session, info) : endedFigures(session, info));
    return {
      workflowId: info.workflowId,
      runId: info.runId,
      state,
      startedAt: info.startTime.getTime(),
      ...defined({ closedAt: info.closeTime?.getTime() }),
      at: nowOf(session),
      ...figures,
    } as BatchFigures;
  });
}

type Told = Partial<Pick<BatchFigures, 'share' | 'failed' | 'startedAt' | 'state'>>;

async function runningFigures(session: TemporalSession, info: WorkflowExecutionInfo): Promise<Told> {
  const handle = session.client.workflow.getHandle(info.workflowId, info.runId);
  try {
    const { counts, startedAt, list } = await session.rpc(() => handle.query(batchStatus), ASK_WITHIN_MS);
    // Before its list is read, nothing is known to be done or to do.
    return { share: list ? progressOf(counts).share : 0, failed: counts.failed, startedAt };
  } catch {
    // Nobody answered: the search attributes say how it stood a while ago, if they are registered.
    return attributeFigures(info);
  }
}

async function endedFigures(session: TemporalSession, info: WorkflowExecutionInfo): Promise<Told> {
  const { state, result } = await readBatchEnding(session, info);
  if (!result) return { ...attributeFigures(info), state };
  return { state, share: progressOf(result.counts).share, failed: result.counts.failed };
}

function attributeFigures({ typedSearchAttributes }: WorkflowExecutionInfo): Told {
  return defined({
    share: typedSearchAttributes.get(PROGRESS),
    failed: typedSearchAttributes.get(FAILED),
  });
}
