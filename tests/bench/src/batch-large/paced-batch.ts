import { startStack } from '@org/tests-harness';
import { startBatch } from '../batch/start-batch.ts';
import { historySize } from './history-size.ts';

/** One result in so many milliseconds. */
const PACE_MS = 2_000;

/**
 * Events per item when results come one by one, about one in two seconds: each then takes workflow tasks of its own,
 * which results that come together share. With one lane each result also has a shard of its own.
 */
export async function measurePaced({ items, lanes }: { items: number; lanes: number }): Promise<number> {
  const meanMs = PACE_MS * lanes;
  // Durations that differ keep the lanes from ending together.
  const durations = lanes === 1 ? `constant:${meanMs}` : `uniform:${meanMs / 2}:${meanMs * 1.5}`;
  const stack = await startStack({ remoteArgs: ['--simulate', durations] });
  try {
    const settings = { concurrency: { total: lanes } };
    const handle = await startBatch(stack, { name: 'paced', items, settings });
    await handle.result();
    return (await historySize(stack.client, handle)).events / items;
  } finally {
    await stack.stop();
  }
}
