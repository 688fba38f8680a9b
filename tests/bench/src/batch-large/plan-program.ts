import { createGuardedFetch, createPlanActivities, LIST_LIMITS } from '@org/media-activities';
import type { BatchPlan, PlanBatchInput } from '@org/media-contracts';
import { createDirectoryStore } from '@org/media-storage';
import { MockActivityEnvironment } from '@temporalio/testing';
import { peakResidentMiB } from '../pipeline/measure.ts';

/**
 * Plans a list of the store in a process of its own, with the activity and the dependencies that the worker has:
 * `plan-program <store> <key>`. Prints how long it took and how much memory the process had at most.
 */
const [root = '', key = ''] = process.argv.slice(2);
const { planBatch } = createPlanActivities({
  store: createDirectoryStore({ root }),
  fetch: createGuardedFetch({ howToAllow: 'this list is in the store', ...LIST_LIMITS }),
});
const environment = new MockActivityEnvironment();
const loadedRssMiB = peakResidentMiB(process.pid);
const startedAt = performance.now();
const plan = await environment.run<[PlanBatchInput], BatchPlan, typeof planBatch>(planBatch, {
  prefix: 'batches/planned',
  list: { key },
});
process.stdout.write(
  `${JSON.stringify({
    seconds: (performance.now() - startedAt) / 1_000,
    peakRssMiB: peakResidentMiB(process.pid),
    loadedRssMiB,
    planned: Object.values(plan.kinds).reduce((sum, count) => sum + count, 0),
  })}\n`,
);
process.exit(0);
