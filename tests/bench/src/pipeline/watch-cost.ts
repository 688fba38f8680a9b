import { setTimeout as delay } from 'node:timers/promises';
import { onlyStage, startPipeline, startStack, type Stack } from '@org/tests-harness';
import { completionOf, detectionOf } from './detection.ts';
import { inLanes, mean, requestsOf } from './measure.ts';

export interface WatchCost {
  readonly callsPerTask: number;
  readonly meanDetectionMs: number;
  readonly tasks: number;
}

export interface WatchLoad {
  readonly tasks: number;
  /** How many tasks of ours are in flight at a time. */
  readonly lanes: number;
  readonly taskMs: number;
  /** Everything the watcher counts in time is divided by this, as the duration of the tasks is. */
  readonly timeScale: number;
  /** How many tasks of others are in flight all the while, with the same durations. */
  readonly foreign: number;
}

/**
 * What it costs to wait: requests to the service per task of ours, creates included, and how long after
 * its end a task is known to have ended.
 *
 * Starts are spread over the first task's duration, as they are in a batch that has been running.
 */
export async function measureWatchCost(load: WatchLoad): Promise<WatchCost> {
  const stack = await startStack({
    remoteArgs: ['--simulate', `constant:${load.taskMs}`],
    workerEnv: { WORKER_WATCH_SCALE: String(1 / load.timeScale) },
  });
  const others = new AbortController();
  try {
    const company = keepForeignTasks(stack, load, others.signal);
    if (load.foreign > 0) await delay(load.taskMs);
    const mark = await stack.admin.mark();
    const detected = await runTasks(stack, load);
    const ledger = await stack.admin.ledger(mark);
    others.abort();
    await company;
    return {
      callsPerTask: requestsOf(ledger) / load.tasks,
      meanDetectionMs: mean(detectionOf(ledger, detected)),
      tasks: load.tasks,
    };
  } finally {
    others.abort();
    await stack.stop();
  }
}

/** Runs the tasks and tells, by remote id, when the workflow heard of each end. */
async function runTasks(stack: Stack, { tasks, lanes, taskMs }: WatchLoad): Promise<Map<string, number>> {
  const heardAt = new Map<string, number>();
  await inLanes(Array.from({ length: tasks }), lanes, async (_, index) => {
    if (index < lanes) await delay((index * taskMs) / lanes);
    const handle = await startPipeline(stack, { stages: onlyStage('ingest'), heartbeatTimeoutMs: 20_000 });
    await handle.result();
    const [remoteId, at] = await completionOf(handle);
    heardAt.set(remoteId, at);
  });
  return heardAt;
}

/** Others on the account create tasks at our rate and with our durations, or reading by list would look free. */
async function keepForeignTasks(
  stack: Stack,
  { foreign, taskMs }: WatchLoad,
  signal: AbortSignal,
): Promise<void> {
  const task = { collection: 'jobs', kind: 'video', duration: { distribution: 'constant', ms: taskMs } };
  const startedAt = performance.now();
  let created = 0;
  while (foreign > 0 && !signal.aborted) {
    // Owed by the clock: a slow request must not thin out the company.
    const owed = Math.ceil(((performance.now() - startedAt) * foreign) / taskMs) - created;
    if (owed > 0) await stack.admin.createForeign({ ...task, count: owed });
    created += Math.max(0, owed);
    await delay(taskMs / foreign, undefined, { signal }).catch(() => undefined);
  }
}
