import { batchStatus, pipelineStatus, type BatchItem } from '@org/media-contracts';
import { runBatchRunner } from '@org/tests-harness';
import { describe, expect, it } from 'vitest';
import { endOf, itemsOf, startBatch } from './support/batches.ts';
import { changeKey } from './support/change-key.ts';
import { readManifest } from './support/manifests.ts';
import { beginStretch } from './support/paid.ts';
import { until } from './support/until.ts';
import { SIMULATED, useStack } from './support/use-stack.ts';

const SIMULATION = ['--simulate', 'constant:300'];

const stack = useStack({ ...SIMULATED, taskQueue: 'faults-batch-parked-pipelines', remoteArgs: SIMULATION });

const LANES = 2;
/** Whatever is parked asks by itself so seldom that only a person's word lets it go on here. */
const SELDOM_MS = 60 * 60_000;

function pipelinesOf(name: string, count: number): BatchItem[] {
  return itemsOf(name, count).map(({ url }) => ({
    url,
    kind: 'pipeline',
    options: { inspectOutputs: false },
  }));
}

describe('a key that is refused while the items of a batch are whole pipelines', () => {
  it('parks the batch with them, and one resume lets all of them go on', async () => {
    const stretch = await beginStretch(stack());
    const mend = await changeKey(stack(), SIMULATION);
    const items = pipelinesOf('parked-pipelines', 2 * LANES);
    const batch = await startBatch(stack(), 'parked-pipelines', items, {
      concurrency: { total: LANES },
      accountProbeMs: SELDOM_MS,
    });
    // With every lane waiting for the account, so that both go on by their own signal.
    const { park, counts } = await until('the batch to park', async () => {
      const status = await batch.query(batchStatus);
      return status.phase === 'parked' && status.counts.waiting === LANES && status;
    });
    expect(park).toMatchObject({ kind: 'account', reason: expect.stringContaining('401') as string });
    expect(counts).toMatchObject({ failed: 0, notStarted: LANES });
    const parked: string[] = [];
    for await (const { workflowId } of stack().client.workflow.list({
      query: `WorkflowType = 'mediaPipeline' AND TaskQueue = '${stack().taskQueue}'`,
    })) {
      const { phase } = await stack().client.workflow.getHandle(workflowId).query(pipelineStatus);
      if (phase === 'parked') parked.push(workflowId);
    }
    expect(parked).toHaveLength(LANES);

    await mend();
    expect((await runBatchRunner(stack(), ['resume', 'parked-pipelines'])).exitCode).toBe(0);
    const result = await endOf(batch);
    expect(result).toMatchObject({
      state: 'completed',
      counts: { succeeded: items.length, failed: 0 },
    });
    const { rows } = readManifest(stack(), result);
    expect(new Set(rows.map(({ generation }) => generation))).toEqual(new Set([1]));
    const { creates, duplicates } = await stretch.ledger();
    expect({ creates, duplicates }).toEqual({ creates: 4 * items.length, duplicates: [] });
  });
});
