import { until } from '@org/tests-support';
import { describe, it } from 'vitest';
import { statusOf } from './support/pipeline-world.ts';
import type { Step } from './support/scripted-service.ts';
import { hangs, outputUrlOf, successOf, transient } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

const FIRST = { generation: 1 };

describe.concurrent('completing an activity by its explicit id', () => {
  it.for<[string, Step]>([
    ['while an attempt waits', hangs()],
    ['during back-off', transient],
  ])('%s finishes its stage and no other', async ([, step], test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { stages: { audio: [step], thumbnails: [hangs()] } });
    const pipeline = await world.start();
    const call = await until('audio', () =>
      service.callsOf('audio').find((audio) => audio.endedAt ?? step !== transient),
    );
    await until('thumbnails', () => service.callsOf('thumbnails').length > 0);
    const { workflowId } = pipeline;
    await world.client.activity.complete(
      { workflowId, activityId: call.activityId },
      successOf('audio', FIRST),
    );
    const { stages } = await until('audio to succeed', async () => {
      const status = await statusOf(pipeline);
      return status.stages.audio.state === 'succeeded' && status;
    });
    expect(stages.audio.outcome).toMatchObject({ outputUrl: outputUrlOf('audio', FIRST) });
    expect(stages.thumbnails.state).toBe('running');
    expect(stages.transcode.state).toBe('pending');
  });

  it('too late meets nothing that it could finish', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { stages: { transcode: [hangs()] } });
    const pipeline = await world.start();
    await until('the transcode', () => service.callsOf('transcode').length > 0);
    const activityId = service.callsOf('audio')[0]?.activityId ?? '';
    const late = world.client.activity.complete(
      { workflowId: pipeline.workflowId, activityId },
      successOf('audio', FIRST),
    );
    await expect(late).rejects.toThrow(/not found/i);
    expect((await statusOf(pipeline)).stages.transcode.state).toBe('running');
  });
});
