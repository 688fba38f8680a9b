import { until } from '@org/tests-support';
import { describe, it } from 'vitest';
import { causeOf, failureDetailsOf } from './support/pipeline-failure.ts';
import { statusOf } from './support/pipeline-world.ts';
import { redriveOf } from './support/redrive-of.ts';
import { endsBadly, hangs, outputUrlOf, remoteIdOf, succeeds } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

const ONE = { policy: { generations: 1 } };

describe.concurrent('a redrive', () => {
  it('runs only what is missing, over two redrives, under the lineage of the first', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      stages: { audio: [endsBadly('remoteFailed'), endsBadly('remoteFailed'), succeeds()] },
    });
    const input = { destination: 's3://bucket/films', stages: { audio: ONE } };
    const first = await world.start(input);
    await failureDetailsOf(first);
    const second = await world.start({ ...input, redrive: await redriveOf(first) });
    await failureDetailsOf(second);
    const third = await world.start({ ...input, redrive: await redriveOf(second) });
    expect(await third.result()).toMatchObject({
      ingestedUrl: outputUrlOf('ingest', { generation: 1 }),
      audioUrl: outputUrlOf('audio', { generation: 3 }),
      transcodedUrl: outputUrlOf('transcode', { generation: 1 }),
    });

    expect(service.callsOf('ingest')).toHaveLength(1);
    expect(service.callsOf('thumbnails')).toHaveLength(1);
    expect(service.callsOf('transcode')).toHaveLength(1);
    const lineage = { workflowId: first.workflowId, runId: first.firstExecutionRunId };
    expect(service.callsOf('audio').map(({ work }) => work)).toMatchObject(
      [1, 2, 3].map((generation) => ({
        lineage,
        operation: { generation, operationId: `${lineage.workflowId}/${lineage.runId}/audio` },
        output: `s3://bucket/films/${lineage.runId}/audio.mp3`,
      })),
    );
    expect(await statusOf(third)).toMatchObject({
      lineage,
      redriveOf: { workflowId: second.workflowId, runId: second.firstExecutionRunId },
      stages: { ingest: { state: 'succeeded', adopted: true }, audio: { state: 'succeeded' } },
    });
  });

  it('re-attaches to what is still running', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { stages: { audio: [hangs(), succeeds()] } });
    const first = await world.start();
    await until('audio to run', () => service.callsOf('audio').length === 1);
    await first.terminate('the machine room burns');
    const redrive = await redriveOf(first);
    const found = { ...redrive.stages.audio, remoteId: 'task-found' };
    const second = await world.start({
      redrive: { ...redrive, stages: { ...redrive.stages, audio: found as typeof redrive.stages.audio } },
    });
    await second.result();
    const [before, after] = service.callsOf('audio');
    expect(after?.work).toEqual({ ...before?.work, remoteId: 'task-found' });
    expect(after?.activityId).toBe(before?.activityId);
  });

  it('does not take the end of the generation before for that of the one still running', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      stages: { audio: [endsBadly('remoteFailed'), hangs(), succeeds()] },
    });
    const first = await world.start();
    await until('the second generation', () => service.callsOf('audio').length === 2);
    await first.terminate('the machine room burns');
    const second = await world.start({ redrive: await redriveOf(first) });
    await second.result();
    expect(service.callsOf('audio').map(({ work }) => work.operation.generation)).toEqual([1, 2, 2]);
  });

  it('makes an output again that was read and found wrong', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      inspectOutput: async ({ url, file }) =>
        url === outputUrlOf('audio', { generation: 1 })
          ? { valid: false, reason: 'the file has no sound' }
          : { valid: true, file: { ...file, inspected: true } },
    });
    const first = await world.start();
    expect((await failureDetailsOf(first)).failed).toMatchObject([
      { stage: 'audio', type: 'OutputInvalid', message: 'the file has no sound' },
    ]);
    expect((await statusOf(first)).stages.audio).toMatchObject({ state: 'failed', outputInvalid: true });
    const second = await world.start({ redrive: await redriveOf(first) });
    expect(await second.result()).toMatchObject({ audioUrl: outputUrlOf('audio', { generation: 2 }) });
    expect(service.calls).toHaveLength(5);
    expect((await statusOf(second)).stages.audio).not.toHaveProperty('outputInvalid');
  });

  it('asks anew, under another key, for a stage whose input was made again since', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { stages: { audio: [hangs(), succeeds()] } });
    const first = await world.start();
    await until('audio to run', () => service.callsOf('audio').length === 1);
    await first.terminate('the machine room burns');
    const redrive = await redriveOf(first);
    const ingest = { ...redrive.stages.ingest, outputInvalid: true } as typeof redrive.stages.ingest;
    const second = await world.start({ redrive: { ...redrive, stages: { ...redrive.stages, ingest } } });
    await second.result();
    expect(service.callsOf('audio').map(({ work }) => [work.operation.generation, work.input])).toEqual([
      [1, outputUrlOf('ingest', { generation: 1 })],
      [2, outputUrlOf('ingest', { generation: 2 })],
    ]);
  });

  it('that did not get far does not forget what it inherited', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      stages: { ingest: [succeeds(), hangs(), succeeds()], audio: [endsBadly('remoteFailed'), succeeds()] },
    });
    const first = await world.start({ stages: { audio: ONE } });
    await failureDetailsOf(first);
    const redrive = await redriveOf(first);
    const ingest = { ...redrive.stages.ingest, outputInvalid: true } as typeof redrive.stages.ingest;
    const second = await world.start({ redrive: { ...redrive, stages: { ...redrive.stages, ingest } } });
    await until('ingest to run again', () => service.callsOf('ingest').length === 2);
    await second.cancel();
    await causeOf(second);
    expect((await statusOf(second)).stages.audio).toMatchObject({
      state: 'pending',
      operation: { generation: 1 },
      outcome: { outcome: 'remoteFailed', remoteId: remoteIdOf('audio', { generation: 1 }) },
    });

    const third = await world.start({ redrive: await redriveOf(second) });
    await third.result();
    expect(service.callsOf('audio').map(({ work }) => work.operation.generation)).toEqual([1, 2]);
    expect(service.callsOf('ingest').map(({ work }) => work.operation.generation)).toEqual([1, 2, 2]);
    expect(service.callsOf('thumbnails')).toHaveLength(1);
    expect(service.callsOf('transcode')).toHaveLength(1);
  });
});
