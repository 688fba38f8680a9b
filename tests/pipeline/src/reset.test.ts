import { until } from '@org/tests-support';
import { describe, it } from 'vitest';
import { statusOf } from './support/pipeline-world.ts';
import { resetPipeline } from './support/reset-pipeline.ts';
import { endsBadly, hangs, succeeds } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

describe.concurrent('a reset', () => {
  it('to the start asks for the same work again, no younger than the run that was reset', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { stages: { audio: [hangs(), succeeds()] } });
    const pipeline = await world.start();
    await until('audio to run', () => service.callsOf('audio').length === 1);
    const { startTime } = await pipeline.describe();
    const again = await resetPipeline(pipeline, { task: 0 });
    await again.result();

    for (const stage of ['ingest', 'audio'] as const) {
      const [before, after] = service.callsOf(stage);
      expect(after?.runId).not.toBe(before?.runId);
      expect(after?.activityId).toBe(before?.activityId);
      const { startedAt } = after?.work.operation ?? { startedAt: Infinity };
      expect(after?.work).toEqual({ ...before?.work, operation: { ...before?.work.operation, startedAt } });
      expect(startedAt).toBeLessThanOrEqual(before?.work.operation.startedAt ?? 0);
      // The server keeps the time of the start in nanoseconds, and tells it in milliseconds.
      expect(startedAt).toBeLessThanOrEqual(startTime.getTime() + 1);
    }
    expect((await statusOf(again)).lineage.runId).toBe(pipeline.firstExecutionRunId);
  });

  it('to the middle keeps the stages that were done', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      stages: { audio: [endsBadly('remoteFailed'), hangs(), succeeds()] },
    });
    const pipeline = await world.start({ inspectOutputs: false });
    await until('the second generation', () => service.callsOf('audio').length === 2);
    const again = await resetPipeline(pipeline, { task: 1 });
    await again.result();
    expect(service.callsOf('ingest')).toHaveLength(1);
    const generations = service.callsOf('audio').map(({ work }) => work.operation.generation);
    expect(generations).toEqual([1, 2, 1]);
    expect(service.callsOf('audio')[2]?.activityId).toBe(service.callsOf('audio')[0]?.activityId);
  });
});
