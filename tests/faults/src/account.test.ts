import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startWorker, type RunningWorker } from '@org/dev-stack';
import { pipelineStatus } from '@org/media-contracts';
import { runBatchRunner, startPipeline } from '@org/tests-harness';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resultUrls } from './support/ending.ts';
import { beginStretch, NOTHING, ONCE } from './support/paid.ts';
import { until } from './support/until.ts';
import { SIMULATED, useStack } from './support/use-stack.ts';

const stack = useStack({ ...SIMULATED, taskQueue: 'faults-account', worker: false });

/** A worker of the stack with a key of its own; `log` is what it said. */
async function workerWithKey(key: string): Promise<RunningWorker & { readonly log: () => string }> {
  const dataDir = join(stack().dataDir, `worker-${key || 'none'}`);
  const worker = await startWorker({ dataDir, env: { ...stack().workerEnv, ITTYBIT_API_KEY: key } });
  onTestFinished(async () => {
    await worker.stop();
  });
  return { ...worker, log: () => readFileSync(worker.logFile, 'utf8') };
}

describe('an API key', () => {
  it.each([
    ['that is missing', '', 'No API key for the default account', /ITTYBIT_API_KEY/],
    ['that is wrong', 'a-wrong-key', 'Ittybit refuses this account', /401/],
  ])(
    '%s is told at the start and parks the pipeline; the right one lets it go on',
    async (_name, key, said, reason) => {
      const stretch = await beginStretch(stack());
      const before = await workerWithKey(key);
      await until('the worker to say what is wrong with the key', () => before.log().includes(said));
      if (key) expect(before.log()).not.toContain(key);

      const pipeline = await startPipeline(stack());
      const parked = await until('the pipeline to park', async () => {
        const status = await pipeline.query(pipelineStatus);
        return status.phase === 'parked' ? status.parked : undefined;
      });
      expect(parked.reason).toMatch(reason);
      expect(await stretch.paid()).toMatchObject({ creates: NOTHING });
      // Asking again with the same key leaves it parked.
      expect((await runBatchRunner(stack(), ['pipeline', 'resume', pipeline.workflowId])).exitCode).toBe(0);
      await until('another probe', async () => {
        const status = await pipeline.query(pipelineStatus);
        return status.parked !== undefined && status.parked.nextProbeAt !== parked.nextProbeAt;
      });

      await before.stop();
      await workerWithKey(stack().workerEnv['ITTYBIT_API_KEY'] ?? '');
      expect((await runBatchRunner(stack(), ['pipeline', 'resume', pipeline.workflowId])).exitCode).toBe(0);
      expect(await resultUrls(pipeline)).toHaveLength(4);
      expect(await stretch.paid()).toMatchObject({ creates: ONCE, duplicates: 0 });
    },
  );
});
