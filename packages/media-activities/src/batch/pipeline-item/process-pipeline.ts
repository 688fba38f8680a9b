import { getClient } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/common';
import { type Clock, systemClock } from '@org/ittybit-client';
import type {
  MediaPipelineInput,
  PipelineItem,
  PipelineItemActivities,
  PipelineItemOutcome,
  RemoteWait,
} from '@org/media-contracts';
import { beginAttempt, type Attempt } from '../../attempt.js';
import { failureOfAttempt } from '../../failure-of-attempt.js';
import { noMetrics, silentLog, type Log } from '../../ports.js';
import { createTakeOver } from '../../take-over.js';
import { askStatus, cancelPipeline, readEnding, startPipeline, untilClosed } from './follow-pipeline.js';
import { createItemMemos, type ItemMemos } from './item-memo.js';
import type { Caller, TemporalClient } from './patient-call.js';
import { createParkLookout } from './park-lookout.js';
import {
  forgottenPipeline,
  pipelineNotFound,
  pipelineOutcome,
  type PipelineExecution,
} from './pipeline-outcome.js';

export interface PipelineItemDependencies {
  /** Default: the client of the worker that runs the activity. */
  readonly client?: TemporalClient;
  readonly clock?: Clock;
  readonly log?: Log;
}

/** What the heartbeats of this activity tell beside what every wait tells. */
interface PipelineWait extends RemoteWait {
  readonly pipeline?: PipelineExecution;
}

type LookAt = ReturnType<typeof createParkLookout>;

/** One attempt at one item. */
interface ItemAttempt {
  readonly caller: Caller;
  readonly attempt: Attempt;
  readonly item: PipelineItem;
  readonly memos: ItemMemos;
}

/** The activity behind items that are whole pipelines. Make it once per process: attempts at one item must meet here. */
export function createPipelineItemActivities({
  client,
  clock = systemClock,
  log = silentLog,
}: PipelineItemDependencies = {}): PipelineItemActivities {
  const takeOver = createTakeOver();
  const memos = createItemMemos();

  async function processPipeline(item: PipelineItem): Promise<PipelineItemOutcome> {
    const turn = takeOver.begin(item.operation.operationId);
    const attempt = beginAttempt({ clock, metrics: noMetrics, superseded: turn.superseded });
    const onRetry: Caller['onRetry'] = (retry) => {
      attempt.tell({ waitingFor: retry ? 'retry' : 'remote', until: retry?.at, because: retry?.because });
    };
    const caller: Caller = { client: client ?? getClient(), clock, log, onRetry };
    try {
      return await carryOut({ caller, attempt, item, memos }, turn.superseded);
    } catch (error) {
      const { operationId, generation } = item.operation;
      const subject = `pipeline ${item.workflowId} (${operationId}, generation ${generation})`;
      throw failureOfAttempt(attempt, error, { subject, clock });
    } finally {
      attempt.end();
      turn.end();
    }
  }

  return { processPipeline };
}

async function carryOut(run: ItemAttempt, superseded: AbortSignal): Promise<PipelineItemOutcome> {
  const { caller, attempt, item } = run;
  const { signal } = attempt;
  const known = (attempt.earlier as PipelineWait | undefined)?.pipeline;
  try {
    if (item.stop) await cancelPipeline(caller, item.workflowId, signal);
    else if (known === undefined) {
      const memo = await run.memos.of(caller, attempt.info.workflowExecution, signal);
      await startPipeline(caller, { item, memo }, signal);
    }
    const { currentAttemptScheduledTimestampMs: attemptAt } = attempt.info;
    // What is to be stopped, or is being cancelled, ends whether it is parked or not.
    const lookAt = item.stop ? undefined : createParkLookout(caller, { attemptAt, signal });
    return await follow(run, signal, { known, lookAt });
  } catch (error) {
    if (item.stop && error instanceof WorkflowNotFoundError) {
      return pipelineNotFound(item.workflowId, item.input as MediaPipelineInput);
    }
    // At a hand-over, a timeout or a shutdown somebody else goes on with the pipeline: only a person's wish ends it.
    if (!attempt.cancellation().details?.cancelRequested) throw error;
    await cancelPipeline(caller, item.workflowId, superseded);
    try {
      // How it ended is returned rather than thrown, so that the row of the item has its stages.
      return await follow(run, superseded);
    } catch (problem) {
      // Nothing was ever started: then the item is just cancelled.
      throw problem instanceof WorkflowNotFoundError ? error : problem;
    }
  }
}

/** Waits for the end of the pipeline and tells how it ended. */
async function follow(
  { caller, attempt, item }: ItemAttempt,
  signal: AbortSignal,
  { known, lookAt }: { known?: PipelineExecution | undefined; lookAt?: LookAt | undefined } = {},
): Promise<PipelineItemOutcome> {
  const input = item.input as MediaPipelineInput;
  let execution = known;
  const onRun = (found: PipelineExecution): void => {
    execution = found;
    tellPipeline(attempt, found);
  };
  try {
    const closed = await untilClosed(caller, item.workflowId, { signal, onRun, lookAt });
    const ending = await readEnding(caller, closed, signal);
    const status = await askStatus(caller, closed, signal);
    return pipelineOutcome({ execution: closed, input, ending, status });
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError) || execution === undefined) throw error;
    return forgottenPipeline(execution, input);
  }
}

function tellPipeline(attempt: Attempt, pipeline: PipelineExecution): void {
  const wait = { waitingFor: 'remote' as const, until: undefined, because: undefined, pipeline };
  attempt.tell(wait);
}
