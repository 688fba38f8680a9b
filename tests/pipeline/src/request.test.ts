import { DEFAULT_STAGE_OPTIONS, STAGES } from '@org/media-contracts';
import { describe, it } from 'vitest';
import { endsBadly, outputUrlOf, succeeds } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

describe.concurrent('what a stage asks of the remote role', () => {
  it('asks with the defaults', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test);
    const pipeline = await world.start();
    await pipeline.result();
    const lineage = { workflowId: pipeline.workflowId, runId: pipeline.firstExecutionRunId };
    for (const stage of STAGES) {
      expect(service.callsOf(stage).map((call) => call.work)).toEqual([
        {
          operation: {
            operationId: `${lineage.workflowId}/${lineage.runId}/${stage}`,
            generation: 1,
            startedAt: expect.any(Number) as number,
          },
          account: 'default',
          input: stage === 'ingest' ? 'https://media.test/in.mp4' : outputUrlOf('ingest', { generation: 1 }),
          options: DEFAULT_STAGE_OPTIONS[stage],
          lineage,
        },
      ]);
    }
  });

  it('passes on the account, the options, the destination and the metadata of the caller', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test);
    const pipeline = await world.start({
      account: 'acme',
      destination: 's3://bucket/films/',
      metadata: { title: 'A film' },
      stages: { thumbnails: { options: { format: 'png', width: 100 } } },
    });
    await pipeline.result();
    const folder = `s3://bucket/films/${pipeline.firstExecutionRunId}`;
    const [thumbnails, transcode] = [service.callsOf('thumbnails')[0], service.callsOf('transcode')[0]];
    expect(thumbnails?.work).toMatchObject({
      account: 'acme',
      metadata: { title: 'A film' },
      options: { format: 'png', width: 100 },
      output: `${folder}/thumbnails.png`,
    });
    expect(thumbnails?.work.options).not.toHaveProperty('start');
    expect(transcode?.work.output).toBe(`${folder}/transcode.mp4`);
  });

  it('names each activity by operation and generation, in the status as well', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      stages: { audio: [endsBadly('remoteFailed'), succeeds()] },
    });
    const pipeline = await world.start();
    await pipeline.result();
    const ids = service.calls.map((call) => call.activityId);
    expect(new Set(ids).size).toBe(5);
    expect(service.callsOf('audio').map((call) => call.activityId.slice(0, 3))).toEqual(['g1-', 'g2-']);
    for (const id of ids) expect(id).toMatch(/^g\d+-[0-9a-f]{16}$/);
  });
});
