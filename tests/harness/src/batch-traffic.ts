import { batchStatus } from '@org/media-contracts';
import { steerBatches } from './batch-updates.ts';
import { endOf, startBatch, type BatchEnd, type ItemForm, type StartedBatch } from './batches.ts';
import { patiently } from './pipelines.ts';
import { seededRandom } from './seeded-random.ts';
import type { Stack } from './stack.ts';

/** A batch of so many items in so many lanes. */
interface BatchSize {
  readonly items: number;
  readonly lanes: number;
}

export interface BatchLoad {
  readonly seed: number;
  readonly jobs: BatchSize;
  readonly pipelines?: BatchSize;
}

export interface BatchTraffic {
  readonly open: () => readonly StartedBatch[];
  /** Starts nothing more and waits for what is in flight. */
  readonly drain: () => Promise<TrafficEnd>;
}

interface TrafficEnd {
  readonly ends: readonly BatchEnd[];
  readonly handOvers: number;
  /** Updates that were applied meanwhile. */
  readonly updates: number;
}

/** Far below the default: deaths are found out about quickly. In ms. */
const HEARTBEAT_TIMEOUT_MS = 2_000;

/** Keeps one batch of each form in flight, steered by updates, one after the other. */
export function keepBatches(stack: Stack, load: BatchLoad): BatchTraffic {
  const open = new Set<StartedBatch>();
  const ends: BatchEnd[] = [];
  const steering = new AbortController();
  let handOvers = 0;
  let draining = false;

  async function keep(form: ItemForm, { items, lanes }: BatchSize): Promise<void> {
    const settings = {
      concurrency: { total: lanes },
      heartbeatTimeoutMs: HEARTBEAT_TIMEOUT_MS,
      // As often as the server suggests it: a hand-over is what is tested.
      handOverResults: lanes,
    };
    while (!draining) {
      const batch = await startBatch(stack, { form, items, settings });
      open.add(batch);
      ends.push(await endOf(stack, batch));
      open.delete(batch);
      handOvers += await handOversOf(batch);
    }
  }

  const running = Promise.all([
    keep('jobs', load.jobs),
    ...(load.pipelines ? [keep('pipelines', load.pipelines)] : []),
  ]);
  const steered = steerBatches({
    open: () => [...open],
    lanesOf: ({ form }) => (form === 'pipelines' && load.pipelines ? load.pipelines : load.jobs).lanes,
    random: seededRandom(load.seed + 1),
    signal: steering.signal,
  });
  // Whatever goes wrong is told when the traffic is drained.
  for (const work of [running, steered]) work.catch(() => undefined);
  return {
    open: () => [...open],
    drain: async () => {
      draining = true;
      await running;
      steering.abort();
      return { ends, handOvers, updates: await steered };
    },
  };
}

async function handOversOf({ handle }: StartedBatch): Promise<number> {
  return (await patiently(() => handle.query(batchStatus))).handOvers;
}
