import { startStack } from '@org/tests-harness';
import { startBatch } from '../batch/start-batch.ts';
import { historySize } from './history-size.ts';

const TASK_MS = 2_000;

/**
 * Events per item when results come one by one, about one in two seconds: each then takes workflow tasks of its own,
 * which results that come together share.
 */
export async function measurePaced(items: number): Promise<number> {
  const stack = await startStack({ remoteArgs: ['--simulate', `constant:${TASK_MS}`] });
  try {
    const settings = { concurrency: { total: 1 } };
    const handle = await startBatch(stack, { name: 'paced', items, settings });
    await handle.result();
    return (await historySize(stack.client, handle)).events / items;
  } finally {
    await stack.stop();
  }
}
