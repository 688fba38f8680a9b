import { batchStatus, type BatchResult, type BatchStatus } from '@org/media-contracts';
import { runBatchRunner, type JsonAnswer } from '@org/tests-harness';
import { describe, expect, it } from 'vitest';
import { redriveAged } from './support/batch-redrives.ts';
import { endOf, itemsOf, startBatch, type BatchHandle } from './support/batches.ts';
import { readManifest } from './support/manifests.ts';
import { beginStretch } from './support/paid.ts';
import { until } from './support/until.ts';
import { SIMULATED, useStack } from './support/use-stack.ts';

const stack = useStack({ ...SIMULATED, taskQueue: 'faults-batch-redrive' });

const ITEMS = 20;
const LANES = 8;
/** Items that are done before their batch is ended. */
const SHORT = 4;
const HOUR_MS = 60 * 60_000;
/** Longer than a batch takes to be terminated and looked at. */
const LONG_MS = 12_000;
/** Long enough for a task of a third of a second on a slow machine. */
const DEADLINE_MS = 9_000;

function statusOf(batch: BatchHandle): Promise<BatchStatus> {
  return batch.query(batchStatus);
}

function cli(...args: string[]): Promise<JsonAnswer> {
  return runBatchRunner(stack(), args);
}

function resultOf({ json }: JsonAnswer): BatchResult {
  return json['result'] as BatchResult;
}

/** Tasks whose source is named so, or all that are made from now on, run for so long. */
function makeTasksLong(inputIncludes?: string): Promise<void> {
  return stack().admin.setFaults([
    { fault: 'waitingFirst', ms: LONG_MS, ...(inputIncludes === undefined ? {} : { inputIncludes }) },
  ]);
}

interface Terminated {
  readonly batch: BatchHandle;
  readonly stretch: Awaited<ReturnType<typeof beginStretch>>;
}

/** A batch that an operator ended in the middle: some of its items are done, and in every lane a task runs on. */
async function terminated(id: string): Promise<Terminated> {
  const stretch = await beginStretch(stack());
  // Which tasks are long is settled before the first is made: a batch of short ones may be over before it is looked at.
  const long = `${id}-long`;
  await makeTasksLong(`/${long}/`);
  const items = [...itemsOf(id, SHORT), ...itemsOf(long, ITEMS - SHORT)];
  const batch = await startBatch(stack(), id, items, { concurrency: { total: LANES } });
  await until('the short ones to be done', async () => (await statusOf(batch)).counts.succeeded >= SHORT);
  await until('a long task in every lane', async () => {
    const { groups } = await stretch.ledger();
    const open = groups.flatMap(({ creates }) => creates).filter(({ finishedAt }) => finishedAt === null);
    return open.length === LANES;
  });
  await batch.terminate('the operator was in a hurry');
  return { batch, stretch };
}

async function orphansOf(id: string): Promise<string[]> {
  const { exitCode, json, stderr } = await cli('orphans');
  expect(exitCode, stderr).toBe(0);
  const orphans = json['orphans'] as { taskId: string; workflowId: string }[];
  return orphans.filter(({ workflowId }) => workflowId.startsWith(id)).map(({ taskId }) => taskId);
}

async function expectPaidOnce({ stretch }: Terminated, items = ITEMS): Promise<void> {
  const { creates, duplicates } = await stretch.ledger();
  expect({ creates, duplicates }).toEqual({ creates: items, duplicates: [] });
}

describe('redrive of a batch that was terminated', () => {
  it('takes over what still runs, and pays for nothing twice; orphans tells what is left until then', async () => {
    const ended = await terminated('terminated');
    expect(await orphansOf('terminated')).toHaveLength(LANES);
    const started = await cli('redrive', 'terminated');
    expect(started.exitCode, started.stderr).toBe(0);
    expect(started.json).toMatchObject({ workflowId: 'terminated-redrive-1', redriveOf: 'terminated' });
    // Their workflow is closed, and its redrive waits for them.
    expect(await orphansOf('terminated')).toEqual([]);
    await stack().admin.setFaults([]);

    const again = await cli('follow', 'terminated-redrive-1');
    expect(again.exitCode, again.stderr).toBe(0);
    const { manifest, rows } = readManifest(stack(), resultOf(again));
    expect(manifest.parent).toMatchObject({ workflowId: 'terminated' });
    expect(rows).toHaveLength(started.json['items'] as number);
    expect(new Set(rows.map(({ outcome, generation }) => `${outcome} ${generation}`))).toEqual(
      new Set(['succeeded 1']),
    );
    await expectPaidOnce(ended);
    expect((await cli('verify', 'terminated-redrive-1')).json).toMatchObject({ ok: true });
    // Of two redrives of one batch only one may start.
    expect((await cli('redrive', 'terminated')).exitCode).toBe(6);
  });

  it('under a name of its own is known to orphans as well', async () => {
    const ended = await terminated('renamed');
    const started = await cli('redrive', 'renamed', '--id', 'another-name');
    expect(started.exitCode, started.stderr).toBe(0);
    expect(await orphansOf('renamed')).toEqual([]);
    await stack().admin.setFaults([]);
    expect((await cli('follow', 'another-name')).exitCode).toBe(0);
    await expectPaidOnce(ended);
  });

  it('after its keys were forgotten finds the tasks by list and metadata', async () => {
    const ended = await terminated('aged');
    const posts = (await ended.stretch.ledger()).requests['create'] ?? 0;
    // Whatever is asked for again now is paid for again.
    await stack().admin.setFaults([{ fault: 'ignoreIdempotencyKeys' }]);
    const settings = { concurrency: { total: LANES }, heartbeatTimeoutMs: 2_000 };
    const again = await redriveAged(stack(), ended.batch, 25 * HOUR_MS, settings);
    const result = await endOf(again);
    expect(result).toMatchObject({ state: 'completed', counts: { failed: 0 } });
    readManifest(stack(), result);
    await expectPaidOnce(ended);
    const { requests } = await ended.stretch.ledger();
    expect(requests['create']).toBe(ITEMS);
    expect(posts).toBeLessThan(ITEMS);
  });

  it('whose items are whole pipelines waits for those that still run', async () => {
    const stretch = await beginStretch(stack());
    await makeTasksLong();
    const items = itemsOf('pipelines', 3).map(({ url }) => ({
      url,
      kind: 'pipeline' as const,
      options: { inspectOutputs: false },
    }));
    const batch = await startBatch(stack(), 'pipelines', items);
    await until('a task of every pipeline', async () => (await stretch.ledger()).creates === items.length);
    await batch.terminate();
    // The pipelines are workflows of their own, and go on.
    expect(await orphansOf('pipelines')).toEqual([]);
    await stack().admin.setFaults([]);
    const again = await cli('redrive', 'pipelines', '--follow');
    expect(again.exitCode, again.stderr).toBe(0);
    expect(resultOf(again).counts).toMatchObject({ succeeded: items.length });
    await expectPaidOnce({ batch, stretch }, 4 * items.length);
  });
});

describe('redrive of a batch with failures', () => {
  it('--only failed does those again that failed, and adopts what ended late', async () => {
    const stretch = await beginStretch(stack());
    await stack().admin.setFaults([
      { fault: 'failed', permanent: true, inputIncludes: '/partial/1.mp4' },
      { fault: 'waitingFirst', ms: 2 * DEADLINE_MS, inputIncludes: '/partial/2.mp4' },
    ]);
    const batch = await startBatch(stack(), 'partial', itemsOf('partial', 4), {
      policy: { deadlineMs: DEADLINE_MS },
    });
    const { rows } = readManifest(stack(), await endOf(batch));
    expect(rows.map(({ outcome, error, leftRunning }) => [outcome, error?.type, leftRunning])).toEqual([
      ['succeeded', undefined, undefined],
      ['failed', 'RemoteFailed', undefined],
      ['failed', 'TimedOut', true],
      ['succeeded', undefined, undefined],
    ]);
    await until('the late task to end', async () =>
      (await stretch.ledger()).groups.every(({ creates }) =>
        creates.every(({ finishedAt }) => finishedAt !== null),
      ),
    );
    await stack().admin.setFaults([]);
    expect((await cli('redrive', 'partial', '--only', 'cancelled')).json).toMatchObject({ items: 0 });
    const again = await cli('redrive', 'partial', '--only', 'failed', '--follow');
    expect(again.exitCode, again.stderr).toBe(0);
    const redone = readManifest(stack(), resultOf(again)).rows;
    expect(redone).toMatchObject([
      { outcome: 'succeeded', generation: 2 },
      { outcome: 'succeeded', generation: 1, remoteId: rows[2]?.remoteId },
    ]);
    // Only what failed for good was paid for again.
    const { creates, duplicates } = await stretch.ledger();
    expect({ creates, duplicates }).toEqual({ creates: 5, duplicates: [] });
  });
});

describe('orphans of a batch', () => {
  it('that was cancelled without waiting has the tasks that its rows say were left running', async () => {
    await stack().admin.setFaults([{ fault: 'stuck' }]);
    const batch = await startBatch(stack(), 'hurried', itemsOf('hurried', ITEMS), {
      concurrency: { total: LANES },
    });
    await until('a task in every lane', async () => {
      const { raw } = await batch.describe();
      return raw.pendingActivities?.filter(({ heartbeatDetails }) => heartbeatDetails).length === LANES;
    });
    const cancelled = await cli('cancel', 'hurried', '--now', '--follow');
    expect(cancelled.exitCode, cancelled.stderr).toBe(0);
    const { rows } = readManifest(stack(), await endOf(batch));
    const left = rows.flatMap(({ leftRunning, remoteId }) => (leftRunning ? [remoteId] : []));
    expect(left).toHaveLength(LANES);
    const orphans = await orphansOf('hurried');
    expect(orphans.toSorted()).toEqual(left.toSorted());
  });
});
