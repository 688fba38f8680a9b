import {
  pipelineStatus,
  WORKFLOWS,
  type MediaPipelineInput,
  type MediaPipelineWorkflow,
  type PipelineItem,
  type PipelineStatus,
} from '@org/media-contracts';
import {
  QueryNotRegisteredError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  type WorkflowExecutionStatusName,
  type WorkflowHandle,
} from '@temporalio/client';
import {
  CancelledFailure,
  TerminatedFailure,
  TimeoutFailure,
  WorkflowNotFoundError,
} from '@temporalio/common';
import { badInput } from '../../activity-error.js';
import { redactUrls } from '../../redact-url.js';
import type { ItemMemo } from './item-memo.js';
import { callOnce, grpcCode, patiently, type Caller } from './patient-call.js';
import type { PipelineEnding, PipelineExecution, WithoutSuccess } from './pipeline-outcome.js';

/**
 * How long one wait for the end may last. The worker's connection cannot give a wait up, so a longer one would go on
 * after a hand-over, once per item. The first ones are shorter, doubling: what is wrong with an account mostly shows
 * at the beginning. In ms.
 */
const WATCH_MS = 60_000;
const FIRST_WATCH_MS = 10_000;
const WATCH_AGAIN_MS = 1_000;
/** A query is answered by a worker that may have to replay the pipeline first. In ms. */
export const QUERY_LIMIT_MS = 5_000;
const QUERY_AGAIN_MS = [1_000, 2_000, 4_000];

const INVALID_ARGUMENT = 3;
const ALREADY_EXISTS = 6;

/** Starts the pipeline of an item, unless its id was ever used. It is not given up half-way: it may have been heard. */
export async function startPipeline(
  caller: Caller,
  { item, memo }: { readonly item: PipelineItem; readonly memo: ItemMemo | undefined },
  signal: AbortSignal,
): Promise<void> {
  const { workflowId, taskQueue } = item;
  const input = item.input as MediaPipelineInput;
  const start = (): Promise<unknown> =>
    caller.client.workflow.start<MediaPipelineWorkflow>(WORKFLOWS.mediaPipeline, {
      workflowId,
      taskQueue,
      args: [input],
      ...(memo && { memo }),
      workflowIdConflictPolicy: 'USE_EXISTING',
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      // The server takes at most 400 bytes, and a character may have four of them.
      staticSummary: redactUrls(input.source).slice(0, 100),
    });
  try {
    await patiently(caller, { signal, toTheEnd: true }, start);
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return;
    if (grpcCode(error) !== INVALID_ARGUMENT) throw error;
    throw badInput(`Temporal refuses to start the pipeline ${workflowId}: ${String(error)}`);
  }
}

/** Asks the pipeline to cancel itself. One that has ended, or was never started, needs nothing. */
export async function cancelPipeline(caller: Caller, workflowId: string, signal: AbortSignal): Promise<void> {
  try {
    await patiently(caller, { signal }, () => handleOf(caller, workflowId).cancel());
  } catch (error) {
    // Asked before: the server counts requests by an id of their own.
    if (error instanceof WorkflowNotFoundError || grpcCode(error) === ALREADY_EXISTS) return;
    throw error;
  }
}

/** A pipeline that was running when it was asked for. */
export interface RunningPipeline {
  readonly execution: PipelineExecution;
  /** When this run of it started, by Temporal's clock, in ms since the epoch. */
  readonly startedAt: number;
}

/**
 * Waits until the latest run of the pipeline is closed. Throws `WorkflowNotFoundError` when there is none.
 * `onRun` is told which run it is; `lookAt` is called between the waits, and what it throws ends them.
 */
export async function untilClosed(
  caller: Caller,
  workflowId: string,
  options: {
    readonly signal: AbortSignal;
    readonly onRun: (execution: PipelineExecution) => void;
    readonly lookAt: ((running: RunningPipeline) => Promise<void>) | undefined;
  },
): Promise<PipelineExecution> {
  const { signal, onRun, lookAt } = options;
  for (let limitMs = FIRST_WATCH_MS; ; limitMs = Math.min(limitMs * 2, WATCH_MS)) {
    const { status, runId, startTime, raw } = await patiently(caller, { signal }, () =>
      handleOf(caller, workflowId).describe(),
    );
    const firstRunId = raw.workflowExecutionInfo?.firstRunId || runId;
    const execution = { workflowId, runId, firstRunId };
    onRun(execution);
    if (isClosed(status.name)) return execution;
    await lookAt?.({ execution, startedAt: startTime.getTime() });
    await watch(caller, execution, { signal, limitMs });
  }
}

/** Until this run ends, or some time has passed. How it ended is read when it is known which run is the last. */
async function watch(
  caller: Caller,
  { workflowId, runId }: PipelineExecution,
  { signal, limitMs }: { readonly signal: AbortSignal; readonly limitMs: number },
): Promise<void> {
  try {
    await callOnce(caller, { signal, limitMs }, () => handleOf(caller, workflowId, runId).result());
  } catch (error) {
    signal.throwIfAborted();
    // Trouble, if that is what it was, is told by the next call, which asks how the pipeline stands.
    if (!(error instanceof WorkflowFailedError)) await caller.clock.sleep(WATCH_AGAIN_MS, signal);
  }
}

/** How a closed run ended. */
export async function readEnding(
  caller: Caller,
  { workflowId, runId }: PipelineExecution,
  signal: AbortSignal,
): Promise<PipelineEnding> {
  try {
    const read = () => handleOf(caller, workflowId, runId).result();
    return { outcome: 'succeeded', result: await patiently(caller, { signal }, read) };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return { outcome: outcomeOf(error.cause), cause: error.cause };
  }
}

/** The pipeline's own word on its stages; `undefined` when no worker gave one in time. */
export async function askStatus(
  caller: Caller,
  { workflowId, runId }: PipelineExecution,
  signal: AbortSignal,
): Promise<PipelineStatus | undefined> {
  const ask = () => handleOf(caller, workflowId, runId).query(pipelineStatus);
  for (const waitMs of [...QUERY_AGAIN_MS, undefined]) {
    try {
      return await callOnce(caller, { signal, limitMs: QUERY_LIMIT_MS }, ask);
    } catch (error) {
      signal.throwIfAborted();
      // It ended before it could tell anything, as one whose input is refused does.
      if (error instanceof QueryNotRegisteredError) return undefined;
      caller.log.debug('a pipeline does not answer', { workflowId, reason: String(error) });
      if (waitMs !== undefined) await caller.clock.sleep(waitMs, signal);
    }
  }
  caller.log.warn('a pipeline that has ended does not answer: its row has no stages', { workflowId });
  return undefined;
}

function outcomeOf(cause: Error | undefined): WithoutSuccess {
  if (cause instanceof CancelledFailure) return 'cancelled';
  if (cause instanceof TerminatedFailure) return 'terminated';
  return cause instanceof TimeoutFailure ? 'timedOut' : 'failed';
}

export function handleOf(
  { client }: Caller,
  workflowId: string,
  runId?: string,
): WorkflowHandle<MediaPipelineWorkflow> {
  return client.workflow.getHandle<MediaPipelineWorkflow>(workflowId, runId);
}

const CLOSED: readonly WorkflowExecutionStatusName[] = [
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'TERMINATED',
  'TIMED_OUT',
];

/** A status that this release does not know counts as running: nothing is written off because of it. */
function isClosed(status: WorkflowExecutionStatusName): boolean {
  return CLOSED.includes(status);
}
