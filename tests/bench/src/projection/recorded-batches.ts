import { startStack, type Stack } from '@org/tests-harness';
import { waitForRow } from '../api/wait-for-row.ts';
import { cpuMsPerItem, cpuOf, pidsOf, treeCpuSeconds } from '../batch/cpu-time.ts';
import { startBatch } from '../batch/start-batch.ts';
import { median } from '../pipeline/measure.ts';

export interface RecordedLoad {
  readonly items: number;
  readonly lanes: number;
  /** How often batches with and without the API take turns. */
  readonly rounds: number;
  readonly say: (line: string) => void;
}

export interface RecordedCost {
  readonly recorded: readonly number[];
  readonly unrecorded: readonly number[];
  /** From the end of a batch to its last row in the catalog, in ms. */
  readonly lagMs: readonly number[];
  /** Until all is recorded; median over the rounds. */
  readonly cpuMsPerItem: Readonly<Record<string, number>>;
}

interface RecordedRound {
  readonly itemsPerSecond: number;
  readonly lagMs: number;
  readonly cpuMsPerItem: Readonly<Record<string, number>>;
}

/** What caches and connections need is spent on so many items before anything counts. */
const WARM_UP_ITEMS = 500;

/**
 * Items per second of a batch of tasks that take no time, with the API recording every activity and, in turns on the same
 * server, with its process dead. What it missed it catches up with before the next turn, outside of any measured time.
 */
export async function measureRecording({ items, lanes, rounds, say }: RecordedLoad): Promise<RecordedCost> {
  const stack = await startStack({ remoteArgs: ['--simulate', 'instant'], api: true });
  try {
    const recorded: RecordedRound[] = [];
    const unrecorded: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const load = { items: round === 0 ? Math.min(items, WARM_UP_ITEMS) : items, lanes };
      const withApi = await runRecorded(stack, `recorded-${round}`, load);
      const without = await runUnrecorded(stack, `unrecorded-${round}`, load);
      const rates = `${withApi.itemsPerSecond.toFixed(1)} items/s, ${without.toFixed(1)} without the API`;
      say(
        `${round === 0 ? 'warming up, ' : ''}${rates}; the catalog was ${withApi.lagMs.toFixed(0)} ms behind`,
      );
      if (round === 0) continue;
      recorded.push(withApi);
      unrecorded.push(without);
    }
    return {
      recorded: recorded.map(({ itemsPerSecond }) => itemsPerSecond),
      unrecorded,
      lagMs: recorded.map(({ lagMs }) => lagMs),
      cpuMsPerItem: medians(recorded.map((one) => one.cpuMsPerItem)),
    };
  } finally {
    await stack.stop();
  }
}

type BatchSize = Pick<RecordedLoad, 'items' | 'lanes'>;

async function runRecorded(stack: Stack, name: string, load: BatchSize): Promise<RecordedRound> {
  const { api, postgres } = stack;
  if (!api || !postgres) throw new Error('The stack has no API.');
  const server = postgres.current().serverPid();
  const postgresBefore = treeCpuSeconds(server);
  const pids = { ...pidsOf(stack), api: api.current().pid };
  const { result, cpu } = await cpuOf(pids, async () => {
    const itemsPerSecond = await runBatch(stack, name, load);
    const endedAt = performance.now();
    await untilRecorded(stack, name);
    return { itemsPerSecond, lagMs: performance.now() - endedAt };
  });
  const used = { ...cpu, postgres: treeCpuSeconds(server) - postgresBefore };
  return { ...result, cpuMsPerItem: cpuMsPerItem(used, load.items) };
}

async function runUnrecorded(stack: Stack, name: string, load: BatchSize): Promise<number> {
  const { api } = stack;
  api?.killNow();
  await api?.current().exited;
  const itemsPerSecond = await runBatch(stack, name, load);
  await api?.revive();
  await untilRecorded(stack, name);
  return itemsPerSecond;
}

async function runBatch(stack: Stack, name: string, { items, lanes }: BatchSize): Promise<number> {
  const startedAt = performance.now();
  const handle = await startBatch(stack, { name, items, settings: { concurrency: { total: lanes } } });
  const { counts } = await handle.result();
  if (counts.succeeded !== items) throw new Error(`Only ${counts.succeeded} of ${items} succeeded.`);
  return items / ((performance.now() - startedAt) / 1_000);
}

async function untilRecorded(stack: Stack, name: string): Promise<void> {
  await waitForRow(stack, `/v1/batches/${name}`, ({ closedAt }) => closedAt !== undefined);
}

function medians(rounds: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const names = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(rounds.map((one) => one[name] ?? 0))]));
}
