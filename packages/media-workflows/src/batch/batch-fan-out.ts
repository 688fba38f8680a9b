import {
  FAILURE_TYPES,
  WORKFLOWS,
  batchItemStatus,
  batchSnapshot,
  batchStatus,
  cancelBatch,
  pauseBatch,
  resumeBatch,
  setBatchConcurrency,
  setBatchSpendCap,
  type BatchFanOutInput,
  type BatchFanOutWorkflow,
  type BatchResult,
  type BatchStatus,
  type BatchUpdated,
  type Concurrency,
} from '@org/media-contracts';
import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  allHandlersFinished,
  condition,
  makeContinueAsNewFunc,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { batchActivities } from './batch-activities.js';
import type { BatchEvent } from './batch-event.js';
import { applyEvent } from './apply-event.js';
import { batchTerms, type BatchTerms } from './batch-terms.js';
import { createBatchNews } from './batch-news.js';
import { openWindow, snapshotOf, type BatchWindow } from './batch-window.js';
import { itemStatusOf, statusOf, type BatchEnd } from './batch-status.js';
import { cancelProblem, concurrencyProblem, pauseProblem, spendCapProblem } from './batch-updates.js';
import { createCommandRunner } from './command-runner.js';
import { createHistoryGauge } from './history-gauge.js';
import { inOwnWords } from './in-own-words.js';
import { leaveVersion } from './leave-version.js';
import { manifestInput } from './manifest-input.js';
import { nextCommands, wakeAt } from './next-commands.js';

/**
 * A list of items of any length, so many at a time, and a manifest at the end.
 *
 * A thin shell: what happens is an event for the window, and what the window wants done is carried out.
 * The whole of it runs where a cancellation does not reach: a cancellation is an event like any other, so that
 * what is in flight can be settled and the manifest written before the workflow ends.
 */
export async function runBatch(input: BatchFanOutInput): Promise<BatchResult> {
  const terms = termsOf(input);
  const window = openWindow({ terms, now: Date.now(), scheduledAt, carried: input.carried });
  const work = batchActivities(terms);
  const gauge = createHistoryGauge();
  const news = createBatchNews(terms);
  let end: BatchEnd | undefined;
  let changed = true;
  let fault: { readonly error: unknown } | undefined;
  const timers = new Set<number>();

  const happen = (event: BatchEvent): void => {
    applyEvent(window, event, Date.now());
    changed = true;
  };
  const runner = createCommandRunner({
    terms,
    list: input.list,
    window,
    work,
    happen,
    // A fault of ours fails the workflow task, which is retried once mended.
    onFault: (error) => {
      fault = { error };
      changed = true;
    },
  });
  const status = (): BatchStatus => statusOf(window, Date.now(), end);
  handleMessages(window, { happen, status });
  CancellationScope.current().cancelRequested.catch(() => {
    happen({ type: 'cancel', wait: false, reason: 'cancelled through Temporal' });
  });

  /** Timers are never moved: one that comes too early finds nothing to do, and a later one is not set twice. */
  function wake(): void {
    const now = Date.now();
    const at = wakeAt(window, now);
    if (at === undefined || [...timers].some((set) => set <= at)) return;
    timers.add(at);
    void sleep(Math.max(1, at - now)).then(() => {
      timers.delete(at);
      changed = true;
    });
  }

  async function untilEnd(): Promise<BatchResult> {
    for (;;) {
      changed = false;
      for (const command of nextCommands(window, Date.now(), gauge.read())) {
        if (command.do === 'handOver') return await handOver(input, window);
        if (command.do === 'conclude') return await conclude();
        runner.carryOut(command);
      }
      if (fault) throw fault.error;
      news.tell(window, status);
      wake();
      await condition(() => changed);
    }
  }

  async function conclude(): Promise<BatchResult> {
    const manifest = manifestInput(window, { input, now: Date.now() });
    if (!manifest) {
      end = { phase: 'cancelled' };
      throw new CancelledFailure('the batch was cancelled before its list was read');
    }
    end = { phase: 'writingManifest' };
    news.tell(window, status);
    const { key, sha256, counts } = await work.writeManifest(manifest);
    const { state, reason, spend } = manifest;
    const result: BatchResult = {
      state,
      ...(reason !== undefined && { reason }),
      counts,
      ...(spend && { spend: spend.spent }),
      manifest: { key, sha256 },
    };
    end = { phase: state, manifest: result.manifest };
    news.tell(window, status);
    return result;
  }

  const result = await CancellationScope.nonCancellable(untilEnd).catch((error: unknown) => {
    throw inOwnWords(error);
  });
  await condition(allHandlersFinished);
  return endAs(result);
}

/** A batch that stopped by itself failed; one that was cancelled through Temporal is shown as cancelled. */
function endAs(result: BatchResult): BatchResult {
  if (result.state === 'stopped') {
    throw ApplicationFailure.create({
      type: FAILURE_TYPES.batchStopped,
      message: `${result.reason}. The manifest is ${result.manifest.key}; a redrive runs what did not succeed.`,
      nonRetryable: true,
      details: [result],
    });
  }
  if (CancellationScope.current().consideredCancelled) {
    throw new CancelledFailure(`the batch was cancelled; the manifest is ${result.manifest.key}`, [result]);
  }
  return result;
}

/** What is in flight is neither waited for nor cancelled: the next run schedules it again, under the same ids. */
async function handOver({ list, settings, redrive }: BatchFanOutInput, window: BatchWindow): Promise<never> {
  await condition(allHandlersFinished);
  const goOn = makeContinueAsNewFunc<BatchFanOutWorkflow>({
    workflowType: WORKFLOWS.batchFanOut,
    ...leaveVersion(),
  });
  return goOn({
    ...(list && { list }),
    ...(settings && { settings }),
    ...(redrive && { redrive }),
    carried: snapshotOf(window),
  });
}

function handleMessages(
  window: BatchWindow,
  { happen, status }: { happen: (event: BatchEvent) => void; status: () => BatchStatus },
): void {
  const updated = (event: BatchEvent): BatchUpdated => {
    happen(event);
    return { phase: status().phase };
  };
  setHandler(batchStatus, status);
  setHandler(batchItemStatus, ({ index }) => itemStatusOf(window, index));
  setHandler(batchSnapshot, () => (window.plan ? snapshotOf(window) : undefined));
  setHandler(pauseBatch, ({ reason }) => updated({ type: 'pause', reason }), {
    validator: (asked: { reason?: string }) => {
      refuse(pauseProblem(asked));
    },
  });
  setHandler(resumeBatch, () => updated({ type: 'resume' }));
  setHandler(
    cancelBatch,
    ({ wait, reason = 'cancelled by request' }) => updated({ type: 'cancel', wait, reason }),
    {
      validator: (asked: { wait: boolean; reason?: string }) => {
        refuse(cancelProblem(asked));
      },
    },
  );
  setHandler(setBatchConcurrency, (concurrency) => updated({ type: 'setConcurrency', concurrency }), {
    validator: (concurrency: Concurrency) => {
      refuse(concurrencyProblem(concurrency));
    },
  });
  setHandler(setBatchSpendCap, ({ cap }) => updated({ type: 'setSpendCap', cap: cap ?? undefined }), {
    validator: ({ cap }: { cap: number | null }) => {
      refuse(spendCapProblem(window.terms, cap));
    },
  });
}

function refuse(problem: string | undefined): void {
  if (problem !== undefined) throw new Error(problem);
}

/**
 * After a reset a generation is scheduled a second time under the key of the first, whose age is not known.
 * The start of the run that was reset is the earliest it can be: an old key is then looked up, never trusted.
 */
function scheduledAt(now: number): number {
  const { runId, originalExecutionRunId, startTime } = workflowInfo();
  return runId === originalExecutionRunId ? now : startTime.getTime();
}

/** Starters validate with the schemas; whoever starts the workflow by hand gets a failure, not a stuck task. */
function termsOf(input: BatchFanOutInput): BatchTerms {
  const { workflowId, firstExecutionRunId, taskQueue } = workflowInfo();
  try {
    return batchTerms(input, { workflowId, runId: firstExecutionRunId }, taskQueue);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw ApplicationFailure.create({
      type: FAILURE_TYPES.badInput,
      message: `${reason}. The input is described by BatchFanOutInputSchema in @org/media-contracts/schemas`,
      nonRetryable: true,
    });
  }
}
