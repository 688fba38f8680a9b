import { existsSync, mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BatchFanOutInput } from '@org/media-contracts';
import type { StartedBatch } from './batches.ts';
import { startedActivities } from './pending-work.ts';
import { patiently } from './pipelines.ts';
import type { Stack } from './stack.ts';

/** Moments in the life of a batch that a kill of the worker is aimed at. */
export type BatchMoment =
  /** A shard is being written, or is written and Temporal does not know of it. */
  | 'shardWrite'
  /** A run has continued as new, and what it carries is not in hand again. */
  | 'handOver';

/** Between two looks at which run is the current one, in ms. A hand-over takes some tens of them. */
const LOOK_MS = 8;
/** So long a report that was sent before a death may still be on its way to the server, in ms. */
const LATE_REPORT_MS = 100;

interface Shot {
  readonly stack: Stack;
  readonly open: () => readonly StartedBatch[];
}

/**
 * Kills the worker while it writes a shard: at the first byte, or when the object is there.
 * Whether it hit: the activity was in the hands of the dead, and the server has heard of no end.
 */
export async function killAtShardWrite({ stack, open }: Shot, written: boolean): Promise<boolean> {
  const worker = stack.worker?.current();
  if (!worker) throw new Error('the stack has no worker');
  await untilStoreWrites(stack.storeDir, written, () => stack.worker?.killNow());
  await worker.exited;
  await delay(LATE_REPORT_MS);
  const inHand = await Promise.all(open().map(({ handle }) => startedActivities(handle)));
  return inHand.flat().some(({ type, pid }) => type === 'writeShard' && pid === worker.pid);
}

/** A directory store writes each object to a temporary file, which vanishes when the object has its name. */
async function untilStoreWrites(storeDir: string, written: boolean, act: () => void): Promise<void> {
  const folder = join(storeDir, 'temporary');
  // Before the first list is there, nothing has made it.
  mkdirSync(folder, { recursive: true });
  await new Promise<void>((resolve, reject) => {
    const watcher = watch(folder, (event, name) => {
      if (event !== 'rename' || name === null || existsSync(join(folder, name)) === written) return;
      watcher.close();
      act();
      resolve();
    });
    watcher.on('error', reject);
  });
}

/** Kills the worker as soon as a batch has continued as new. Whether it hit: not all that is carried was in hand. */
export async function killAtHandOver({ stack, open }: Shot): Promise<boolean> {
  const worker = stack.worker?.current();
  if (!worker) throw new Error('the stack has no worker');
  const { batch, runId } = await untilNewRun(open);
  stack.worker?.killNow();
  await worker.exited;
  await delay(LATE_REPORT_MS);
  return (await reattached(stack, batch, runId)) === 'partly';
}

async function untilNewRun(open: Shot['open']): Promise<{ batch: StartedBatch; runId: string }> {
  const runs = new Map<StartedBatch, string>();
  for (;;) {
    const batches = open();
    const ids = await Promise.all(
      batches.map(async ({ handle }) => (await patiently(() => handle.describe())).runId),
    );
    for (const [place, batch] of batches.entries()) {
      const runId = ids[place] ?? '';
      const known = runs.get(batch);
      if (known !== undefined && known !== runId) return { batch, runId };
      runs.set(batch, runId);
    }
    await delay(LOOK_MS);
  }
}

/** How much of what a run was given was taken up again: an item counts when a worker has begun with it. */
async function reattached(
  { client }: Stack,
  { handle }: StartedBatch,
  runId: string,
): Promise<'partly' | 'all'> {
  const run = client.workflow.getHandle(handle.workflowId, runId);
  const [{ events }, started] = await Promise.all([
    patiently(() => run.fetchHistory()),
    startedActivities(run),
  ]);
  const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
  const { carried } = JSON.parse(Buffer.from(input ?? '').toString('utf8')) as BatchFanOutInput;
  const begunItems = started.filter(({ type }) => type.startsWith('process')).length;
  const ended = (events ?? []).filter((event) => event.activityTaskStartedEventAttributes).length;
  // Among what ended there may be reads: then fewer items were in hand than is said here, and a hit is not counted.
  return begunItems + ended < (carried?.unflushed.length ?? 0) ? 'partly' : 'all';
}
