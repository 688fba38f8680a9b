import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcess } from '@org/dev-stack';
import { batchStatus, roleTaskQueue } from '@org/media-contracts';
import { startStack, type Stack } from '@org/tests-harness';
import { median } from '../pipeline/measure.ts';
import type { BareLoopInput, bareLoop } from './bare-loop-workflow.ts';
import { cpuMsPerItem, cpuOf, pidsOf } from './cpu-time.ts';
import { startBatch } from './start-batch.ts';

export interface CeilingLoad {
  readonly items: number;
  readonly lanes: number;
  /** How often batch and loop take turns. */
  readonly rounds: number;
  readonly say: (line: string) => void;
}

export interface Throughput {
  readonly itemsPerSecond: readonly number[];
  readonly handOvers: number;
  /** Median over the rounds, by process. */
  readonly cpuMsPerItem: Readonly<Record<string, number>>;
}

interface Round {
  readonly itemsPerSecond: number;
  readonly handOvers: number;
  readonly cpuMsPerItem: Readonly<Record<string, number>>;
}

type Runner = (round: number, items: number) => Promise<Round>;

/** What caches and connections need is spent on so many items before anything counts. */
const WARM_UP_ITEMS = 500;
const BARE_QUEUE = 'bare';

/**
 * Items per second of a batch of tasks that take no time, and of a bare loop over as many empty activities, in turns on
 * one server. The time is that of the whole execution, the batch's plan and manifest included.
 */
export async function measureCeiling(load: CeilingLoad): Promise<{ batch: Throughput; bare: Throughput }> {
  const { items, rounds, say } = load;
  const stack = await startStack({ remoteArgs: ['--simulate', 'instant'] });
  try {
    const bareWorker = await startBareWorker(stack);
    const runners = { batch: batchRunner(stack, load), bare: bareRunner(stack, load, bareWorker.pid) };
    const measured: Record<keyof typeof runners, Round[]> = { batch: [], bare: [] };
    for (let round = 0; round <= rounds; round++) {
      for (const name of ['batch', 'bare'] as const) {
        const result = await runners[name](round, round === 0 ? Math.min(items, WARM_UP_ITEMS) : items);
        say(`${round === 0 ? 'warming up, ' : ''}${name}: ${result.itemsPerSecond.toFixed(1)} items/s`);
        if (round > 0) measured[name].push(result);
      }
    }
    await bareWorker.stop();
    return { batch: throughputOf(measured.batch), bare: throughputOf(measured.bare) };
  } finally {
    await stack.stop();
  }
}

function batchRunner(stack: Stack, { lanes }: CeilingLoad): Runner {
  return (round, items) =>
    timed(pidsOf(stack), items, async () => {
      const settings = { concurrency: { total: lanes } };
      const handle = await startBatch(stack, { name: `ceiling-${round}`, items, settings });
      const { counts } = await handle.result();
      if (counts.succeeded !== items) throw new Error(`Only ${counts.succeeded} of ${items} succeeded.`);
      return async () => (await handle.query(batchStatus)).handOvers;
    });
}

function bareRunner(stack: Stack, { lanes }: CeilingLoad, pid: number): Runner {
  const { temporal } = pidsOf(stack);
  return (round, items) =>
    timed({ worker: pid, temporal }, items, async () => {
      const input: BareLoopInput = {
        activityTaskQueue: roleTaskQueue(BARE_QUEUE, 'remote'),
        items,
        lanes,
        leastPerRun: Math.max(lanes, 200),
      };
      const handOvers = await stack.client.workflow.execute<typeof bareLoop>('bareLoop', {
        taskQueue: BARE_QUEUE,
        workflowId: `bare-${round}`,
        args: [input],
      });
      return async () => handOvers;
    });
}

/** Times `work`; what it returns is asked afterwards how often it handed over. */
async function timed(
  pids: Readonly<Record<string, number>>,
  items: number,
  work: () => Promise<() => Promise<number>>,
): Promise<Round> {
  const startedAt = performance.now();
  const { result: handOvers, cpu } = await cpuOf(pids, work);
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    itemsPerSecond: items / seconds,
    handOvers: await handOvers(),
    cpuMsPerItem: cpuMsPerItem(cpu, items),
  };
}

function throughputOf(rounds: readonly Round[]): Throughput {
  const names = Object.keys(rounds[0]?.cpuMsPerItem ?? {});
  return {
    itemsPerSecond: rounds.map(({ itemsPerSecond }) => itemsPerSecond),
    handOvers: median(rounds.map(({ handOvers }) => handOvers)),
    cpuMsPerItem: Object.fromEntries(
      names.map((name) => [name, median(rounds.map(({ cpuMsPerItem }) => cpuMsPerItem[name] ?? 0))]),
    ),
  };
}

async function startBareWorker(stack: Stack): ReturnType<typeof startProcess> {
  return startProcess({
    name: 'bare-worker',
    command: process.execPath,
    args: [
      '--disable-warning=ExperimentalWarning',
      fileURLToPath(new URL('./bare-worker.ts', import.meta.url)),
      stack.workerEnv['TEMPORAL_ADDRESS'] ?? '',
      BARE_QUEUE,
    ],
    logFile: join(stack.dataDir, 'bare-worker.log'),
  });
}
