import { ApplicationFailure } from '@temporalio/common';
import { describe, it } from 'vitest';
import { failureDetailsOf } from './support/pipeline-failure.ts';
import { statusOf } from './support/pipeline-world.ts';
import { outputUrlOf } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

describe.concurrent('the inspection of outputs', () => {
  it('tells what was read of each file', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      inspectOutput: async ({ file }) => ({ valid: true, file: { ...file, width: 640, inspected: true } }),
    });
    const { files } = await (await world.start()).result();
    expect(files.thumbnails).toMatchObject({ kind: 'image', width: 640, inspected: true });
    expect(service.inspections.map(({ url }) => url).sort()).toEqual(
      (['audio', 'ingest', 'thumbnails', 'transcode'] as const).map((stage) =>
        outputUrlOf(stage, { generation: 1 }),
      ),
    );
  });

  it('fails a stage whose file is wrong, and keeps the others', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test, {
      inspectOutput: async ({ file }) =>
        file.kind === 'image' ? { valid: false, reason: 'it is HTML' } : { valid: true, file },
    });
    const pipeline = await world.start();
    const details = await failureDetailsOf(pipeline);
    expect(details.failed).toMatchObject([
      { stage: 'thumbnails', type: 'OutputInvalid', message: 'it is HTML' },
    ]);
    expect(details.succeeded.map(({ stage }) => stage)).toEqual(['ingest', 'audio', 'transcode']);
    expect((await statusOf(pipeline)).stages.thumbnails).toMatchObject({
      state: 'failed',
      outputInvalid: true,
    });
  });

  it('takes sound alone for an ingest, and not for a transcode', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test, {
      inspectOutput: async ({ file }) => ({
        valid: true,
        file: { ...file, inspected: true, kind: file.kind === 'video' ? 'audio' : file.kind },
      }),
    });
    const details = await failureDetailsOf(await world.start());
    expect(details.failed).toMatchObject([{ stage: 'transcode', type: 'OutputInvalid' }]);
    expect(details.succeeded.map(({ stage }) => stage)).toEqual(['ingest', 'thumbnails', 'audio']);
  });

  it('keeps a file that cannot be reached, with the reason', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test, {
      inspectOutput: async () => {
        throw ApplicationFailure.create({ type: 'BadInput', message: 'ECONNREFUSED', nonRetryable: true });
      },
    });
    const { files, audioUrl } = await (await world.start()).result();
    expect(audioUrl).toBe(outputUrlOf('audio', { generation: 1 }));
    expect(files.audio).toMatchObject({ inspected: false, inspectionProblem: 'ECONNREFUSED' });
  });

  it('can be left out', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test);
    const { files } = await (await world.start({ inspectOutputs: false })).result();
    expect(service.inspections).toEqual([]);
    expect(files.audio).toMatchObject({ inspected: false });
  });
});
