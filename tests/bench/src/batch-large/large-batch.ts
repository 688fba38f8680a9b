import { startStack, type Stack } from '@org/tests-harness';
import { findLosses, type Losses } from '../batch/batch-results.ts';
import { cpuMsPerItem, cpuOf, pidsOf } from '../batch/cpu-time.ts';
import { followBatch, progressLine } from '../batch/follow-batch.ts';
import { startBatch } from '../batch/start-batch.ts';
import { requestsOf, residentMiB } from '../pipeline/measure.ts';
import { historySize, type HistorySize } from './history-size.ts';
import { memoryAt, type MemorySample } from './memory-samples.ts';

export interface LargeLoad {
  readonly items: number;
  readonly lanes: number;
  readonly say: (line: string) => void;
}

export interface LargeBatch extends HistorySize, Losses {
  readonly seconds: number;
  readonly callsPerItem: number;
  /** Of the worker when a tenth, at most 10,000, of the items were done. */
  readonly rssEarlyMiB: number;
  /** Of the worker at the end: of the last items, or with the manifest written, whichever is more. */
  readonly rssEndMiB: number;
  readonly cpuMsPerItem: Readonly<Record<string, number>>;
}

const SAMPLE_MS = 5_000;
const TELL_MS = 60_000;

/** A batch of tasks that take no time, with everything else as in production. */
export async function measureLarge(load: LargeLoad): Promise<LargeBatch> {
  const stack = await startStack({ remoteArgs: ['--simulate', 'instant'] });
  try {
    return await runLarge(stack, load);
  } finally {
    await stack.stop();
  }
}

async function runLarge(stack: Stack, { items, lanes, say }: LargeLoad): Promise<LargeBatch> {
  const pids = pidsOf(stack);
  const samples: MemorySample[] = [];
  let told = Date.now();
  const handle = await startBatch(stack, {
    name: 'large',
    items,
    settings: { concurrency: { total: lanes } },
  });
  const startedAt = performance.now();
  const { result, cpu } = await cpuOf(pids, () =>
    followBatch(handle, {
      everyMs: SAMPLE_MS,
      onStatus: (status) => {
        samples.push({ items: status.counts.succeeded, rssMiB: residentMiB(pids.worker) });
        if (Date.now() - told < TELL_MS) return;
        told = Date.now();
        say(`${progressLine(status)}, worker ${Math.round(residentMiB(pids.worker))} MiB`);
      },
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  const rssAfterMiB = residentMiB(pids.worker);
  say(`${items} items in ${Math.round(seconds)} s; reading histories, manifest and ledger`);
  const ledger = await stack.admin.ledger();
  const early = Math.min(10_000, items / 10);
  return {
    ...(await historySize(stack.client, handle)),
    ...(await findLosses(stack, { manifestKey: result.manifest.key, items, ledger })),
    seconds,
    callsPerItem: requestsOf(ledger) / items,
    rssEarlyMiB: memoryAt(samples, { from: early * 0.9, to: early * 1.1 }),
    rssEndMiB: Math.max(rssAfterMiB, memoryAt(samples, { from: items * 0.98, to: items })),
    cpuMsPerItem: cpuMsPerItem(cpu, items),
  };
}
