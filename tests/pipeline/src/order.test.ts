import { until } from '@org/tests-support';
import { describe, it } from 'vitest';
import { statusOf } from './support/pipeline-world.ts';
import type { RemoteCall, ScriptedService } from './support/scripted-service.ts';
import { outputUrlOf, succeeds } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

const FIRST = { generation: 1 };

describe.concurrent('the order of the stages', () => {
  it('runs ingest alone, thumbnails beside audio, and the transcode after both', async (test) => {
    const { expect } = test;
    const held = Promise.withResolvers<undefined>();
    const { world, service } = await useWorld(test, {
      stages: { thumbnails: [succeeds(held.promise)], audio: [succeeds(held.promise)] },
    });
    const pipeline = await world.start();
    await until('thumbnails and audio to run at once', () => running(service).length === 2);
    expect(running(service).sort()).toEqual(['audio', 'thumbnails']);
    expect(service.callsOf('transcode')).toEqual([]);
    held.resolve(undefined);

    const result = await pipeline.result();
    expect(result).toMatchObject({
      ingestedUrl: outputUrlOf('ingest', FIRST),
      thumbnailUrl: outputUrlOf('thumbnails', FIRST),
      audioUrl: outputUrlOf('audio', FIRST),
      transcodedUrl: outputUrlOf('transcode', FIRST),
    });
    expect(result.files.transcode).toMatchObject({ kind: 'video', inspected: true });
    const [ingest, transcode] = [only(service.callsOf('ingest')), only(service.callsOf('transcode'))];
    for (const sibling of [only(service.callsOf('thumbnails')), only(service.callsOf('audio'))]) {
      expect(sibling.startedAt).toBeGreaterThanOrEqual(ingest.endedAt ?? Infinity);
      expect(transcode.startedAt).toBeGreaterThanOrEqual(sibling.endedAt ?? Infinity);
    }
    expect(await statusOf(pipeline)).toMatchObject({
      phase: 'succeeded',
      stages: { ingest: { state: 'succeeded' } },
    });
  });

  it('starts the transcode beside the others when asked to', async (test) => {
    const { expect } = test;
    const held = Promise.withResolvers<undefined>();
    const step = [succeeds(held.promise)];
    const { world, service } = await useWorld(test, {
      stages: { thumbnails: step, audio: step, transcode: step },
    });
    const pipeline = await world.start({ transcodeInParallel: true });
    await until('three stages to run at once', () => running(service).length === 3);
    held.resolve(undefined);
    expect(await pipeline.result()).toMatchObject({ transcodedUrl: outputUrlOf('transcode', FIRST) });
  });

  it('leaves out what is switched off', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test);
    const off = { enabled: false };
    const pipeline = await world.start({ stages: { thumbnails: off, transcode: off } });
    const result = await pipeline.result();
    expect(service.calls.map((call) => call.stage)).toEqual(['ingest', 'audio']);
    expect(Object.keys(result).sort()).toEqual(['audioUrl', 'files', 'ingestedUrl']);
    expect((await statusOf(pipeline)).stages.transcode.state).toBe('disabled');
  });

  it('gives the source itself to the later stages when there is no ingest', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test);
    const pipeline = await world.start({ stages: { ingest: { enabled: false } } });
    await pipeline.result();
    expect(service.calls.map((call) => call.work.input)).toEqual(Array(3).fill('https://media.test/in.mp4'));
    expect(service.callsOf('ingest')).toEqual([]);
  });
});

function running(service: ScriptedService): string[] {
  return service.calls.filter((call) => call.endedAt === undefined).map((call) => call.stage);
}

function only(calls: readonly RemoteCall[]): RemoteCall {
  const [call, ...others] = calls;
  if (!call || others.length > 0) throw new Error(`expected one call, there were ${calls.length}`);
  return call;
}
