import { startStack, type Stack } from '@org/tests-harness';
import { requestsOf } from '../pipeline/measure.ts';
import { measureBarrier } from './barrier.ts';
import { findLosses, type Losses } from './batch-results.ts';
import { followBatch, progressLine } from './follow-batch.ts';
import { startBatch } from './start-batch.ts';
import { tasksOf, timeSpent, type TimeSpent } from './time-spent.ts';

export interface MakespanLoad {
  readonly items: number;
  /** Of the durations, which are log-normal with a sigma of 1. */
  readonly meanMs: number;
  readonly lanes: number;
  readonly seed: number;
  readonly barrierItems: number;
  /** Results after which a run may end; as in production when absent. */
  readonly handOverResults: number | undefined;
  /** The server suggests to continue as new after so many events. */
  readonly suggestedEvents: number;
  readonly heartbeatTimeoutMs: number;
  readonly say: (line: string) => void;
}

export interface Makespan {
  readonly batch: TimeSpent & Losses & { readonly callsPerTask: number; readonly inFlightAtKill: number };
  readonly barrier: TimeSpent | undefined;
}

/** The settings of the watch are made for tasks of about this length. */
const USUAL_TASK_MS = 60_000;
const TELL_MS = 30_000;

/** A batch whose worker dies in the middle, then the same kind of tasks with a barrier per chunk and no death. */
export async function measureMakespan(load: MakespanLoad): Promise<Makespan> {
  const stack = await startStack({
    remoteArgs: ['--simulate', `lognormal:${load.meanMs}:1`, '--seed', String(load.seed)],
    // What is counted in time keeps its ratio to the tasks.
    workerEnv: { WORKER_WATCH_SCALE: (load.meanMs / USUAL_TASK_MS).toFixed(4) },
    dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': load.suggestedEvents },
  });
  try {
    const batch = await runBatch(stack, load);
    const barrier = load.barrierItems > 0 ? await measureBarrier(stack, load) : undefined;
    return { batch, barrier };
  } finally {
    await stack.stop();
  }
}

async function runBatch(stack: Stack, load: MakespanLoad): Promise<Makespan['batch']> {
  const { items, lanes, handOverResults, heartbeatTimeoutMs, say } = load;
  const mark = await stack.admin.mark();
  const handle = await startBatch(stack, {
    name: 'makespan',
    items,
    settings: {
      concurrency: { total: lanes },
      heartbeatTimeoutMs,
      ...(handOverResults !== undefined && { handOverResults }),
    },
  });
  let killedAt = 0;
  let told = 0;
  const result = await followBatch(handle, {
    everyMs: 1_000,
    onStatus: async (status) => {
      if (Date.now() - told > TELL_MS) {
        told = Date.now();
        say(progressLine(status));
      }
      if (killedAt > 0 || status.counts.succeeded < items / 2) return;
      killedAt = await killWorker(stack);
      say(`worker killed and revived at ${progressLine(status)}`);
    },
  });
  const ledger = await stack.admin.ledger(mark);
  if (killedAt === 0) throw new Error('The batch ended before the worker was killed: give it more items.');
  const execution = { workflowId: handle.workflowId, firstRunId: handle.firstExecutionRunId };
  const inFlightAtKill = tasksOf(ledger).filter(
    ({ createdAt, finishedAt }) => createdAt < killedAt && killedAt < finishedAt,
  ).length;
  return {
    ...(await timeSpent(stack.client, { ...execution, lanes, ledger, lastActivity: 'writeShard' })),
    ...(await findLosses(stack, { manifestKey: result.manifest.key, items, ledger })),
    callsPerTask: requestsOf(ledger) / items,
    inFlightAtKill,
  };
}

/** @returns when it died */
async function killWorker({ worker }: Stack): Promise<number> {
  if (!worker) throw new Error('The stack has no worker.');
  worker.killNow();
  const killedAt = Date.now();
  await worker.revive();
  return killedAt;
}
