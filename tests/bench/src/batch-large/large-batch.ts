import { startStack, type Stack } from '@org/tests-harness';
import { findLosses, type Losses } from '../batch/batch-results.ts';
import { cpuMsPerItem, cpuOf, pidsOf } from '../batch/cpu-time.ts';
import { followBatch, progressLine } from '../batch/follow-batch.ts';
import { startBatch } from '../batch/start-batch.ts';
import { peakResidentMiB, requestsOf, residentMiB } from '../pipeline/measure.ts';
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
  /** Of the worker around the time when 10,000 items, or a tenth if that is less, were done. */
  readonly rssEarlyMiB: number;
  /** Of the worker over the last items: as many as were looked at around the early ones. */
  readonly rssEndMiB: number;
  /** With the manifest written, and at most. */
  readonly rssAfterMiB: number;
  readonly rssPeakMiB: number;
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
  const memory = { rssAfterMiB: residentMiB(pids.worker), rssPeakMiB: peakResidentMiB(pids.worker) };
  say(`${items} items in ${Math.round(seconds)} s; reading histories, manifest and ledger`);
  const ledger = await stack.admin.ledger();
  const early = Math.min(10_000, items / 10);
  return {
    ...(await historySize(stack.client, handle)),
    ...(await findLosses(stack, { manifestKey: result.manifest.key, items, ledger })),
    seconds,
    callsPerItem: requestsOf(ledger) / items,
    // Wide enough for some rounds of the collector, between which memory rises and falls by a fifth.
    rssEarlyMiB: memoryAt(samples, { from: early * 0.5, to: early * 1.5 }),
    rssEndMiB: memoryAt(samples, { from: items - early, to: items }),
    ...memory,
    cpuMsPerItem: cpuMsPerItem(cpu, items),
  };
}
