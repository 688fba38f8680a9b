import { resumePipeline, type PipelineStatus } from '@org/media-contracts';
import { until } from '@org/tests-support';
import { ApplicationFailure } from '@temporalio/common';
import { describe, it } from 'vitest';
import { statusOf, type Pipeline } from './support/pipeline-world.ts';
import { accountBlocked, succeeds, throws } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

const SELDOM = { accountProbeMs: 3_600_000 };

describe.concurrent('parking while the account is blocked', () => {
  it('starts nothing new, lets running siblings go on, and goes on at a signal with the same generation', async (test) => {
    const { expect } = test;
    const held = Promise.withResolvers<undefined>();
    const { world, service } = await useWorld(test, {
      stages: { thumbnails: [accountBlocked, succeeds()], audio: [succeeds(held.promise)] },
    });
    const pipeline = await world.start(SELDOM);
    const parked = await untilParked(pipeline);
    expect(parked.parked).toMatchObject({ reason: 'the key was refused (402)' });
    expect(parked.parked?.nextProbeAt).toBeGreaterThan(Date.now() + 3_000_000);
    expect(parked.stages.thumbnails).toMatchObject({
      state: 'parked',
      waitingFor: 'the account to work again',
    });
    expect(parked.stages.audio.state).toBe('running');

    held.resolve(undefined);
    await until('audio to end', async () => (await statusOf(pipeline)).stages.audio.state === 'succeeded');
    expect(service.callsOf('transcode')).toEqual([]);
    expect(service.probes).toEqual([]);

    await pipeline.signal(resumePipeline);
    await pipeline.result();
    expect(service.probes).toEqual([{ account: 'default' }]);
    const [refused, again] = service.callsOf('thumbnails');
    expect(again?.activityId).toBe(refused?.activityId);
    expect(again?.work).toEqual(refused?.work);
    expect(await statusOf(pipeline)).not.toHaveProperty('parked');
  });

  it('goes on with the task that the refused attempt had named, however long the park was', async (test) => {
    const { expect } = test;
    const blocked = ApplicationFailure.create({
      type: 'AccountBlocked',
      message: 'the key was withdrawn',
      nonRetryable: true,
      details: [{ remoteId: 'task-named' }],
    });
    const { world, service } = await useWorld(test, {
      stages: { ingest: [throws(() => blocked), succeeds()] },
    });
    const pipeline = await world.start(SELDOM);
    expect((await untilParked(pipeline)).stages.ingest.remoteId).toBe('task-named');
    await pipeline.signal(resumePipeline);
    await pipeline.result();
    const [refused, again] = service.callsOf('ingest');
    expect(refused?.work).not.toHaveProperty('remoteId');
    expect(again?.work).toEqual({ ...refused?.work, remoteId: 'task-named' });
  });

  it('starts no stage that was not running yet', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { stages: { audio: [accountBlocked] } });
    const pipeline = await world.start({ ...SELDOM, stages: { thumbnails: { enabled: false } } });
    const { stages } = await untilParked(pipeline);
    expect(stages.transcode.state).toBe('pending');
    expect(service.callsOf('transcode')).toEqual([]);
  });

  it('probes by itself, ever more seldom, until the account works', async (test) => {
    const { expect } = test;
    const answers = [{ ok: false as const, reason: 'still unpaid' }, { ok: true as const }];
    const { world, service } = await useWorld(test, {
      stages: { ingest: [accountBlocked, succeeds()] },
      probeAccount: async () => answers.shift() ?? { ok: true },
    });
    const pipeline = await world.start();
    const parked = await until('the second wait', async () => {
      const status = await statusOf(pipeline);
      return status.parked?.reason === 'still unpaid' && status.parked;
    });
    expect(parked.nextProbeAt - parked.since).toBeGreaterThanOrEqual(3_000);
    await pipeline.result();
    expect(service.probes).toHaveLength(2);
  });

  it('waits longer each time for an account that answers the probe and refuses the work', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      stages: { ingest: [accountBlocked, accountBlocked, succeeds()] },
    });
    const pipeline = await world.start({ accountProbeMs: 1_000 });
    const again = await until('the second park', async () => {
      const { parked } = await statusOf(pipeline);
      return service.callsOf('ingest').length === 2 && parked;
    });
    expect(again.nextProbeAt - again.since).toBeGreaterThanOrEqual(2_000);
    await pipeline.result();
    expect(service.probes).toHaveLength(2);
  });

  it('moves the deadline on by the time spent parked', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test, { stages: { ingest: [accountBlocked, succeeds()] } });
    const pipeline = await world.start({
      accountProbeMs: 2_000,
      stages: { ingest: { policy: { deadlineMs: 60_000 } } },
    });
    const before = (await untilParked(pipeline)).stages.ingest.deadlineAt ?? Infinity;
    await pipeline.result();
    const after = (await statusOf(pipeline)).stages.ingest.deadlineAt ?? 0;
    expect(after - before).toBeGreaterThanOrEqual(2_000);
  });

  it('asks once for all stages that are blocked', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      stages: { thumbnails: [accountBlocked, succeeds()], audio: [accountBlocked, succeeds()] },
    });
    const pipeline = await world.start(SELDOM);
    await until('both to be parked', async () => {
      const { stages } = await statusOf(pipeline);
      return stages.thumbnails.state === 'parked' && stages.audio.state === 'parked';
    });
    await pipeline.signal(resumePipeline);
    await pipeline.result();
    expect(service.probes).toHaveLength(1);
  });

  it('stays parked when the account cannot even be probed', async (test) => {
    const { expect } = test;
    let refused = 0;
    const { world } = await useWorld(test, {
      stages: { ingest: [accountBlocked, succeeds()] },
      probeAccount: async () => {
        if (refused++ > 0) return { ok: true };
        throw ApplicationFailure.create({ type: 'AccountBlocked', message: 'no key', nonRetryable: true });
      },
    });
    const pipeline = await world.start();
    const status = await until('the failed probe', async () => {
      const { parked } = await statusOf(pipeline);
      return parked?.reason.includes('could not be probed') && parked;
    });
    expect(status.reason).toBe('the account could not be probed: no key');
    await pipeline.result();
  });

  it('forgets a resume that came while the probe that succeeded was under way', async (test) => {
    const { expect } = test;
    const held = Promise.withResolvers<undefined>();
    const { world, service } = await useWorld(test, {
      stages: { ingest: [accountBlocked, succeeds()], audio: [accountBlocked] },
      probeAccount: async () => {
        await held.promise;
        return { ok: true };
      },
    });
    const pipeline = await world.start(SELDOM);
    await untilParked(pipeline);
    await pipeline.signal(resumePipeline);
    await until('the probe', () => service.probes.length === 1);
    await pipeline.signal(resumePipeline);
    held.resolve(undefined);
    await until('audio to be parked', async () => {
      const { stages } = await statusOf(pipeline);
      return stages.audio.state === 'parked' && stages.thumbnails.file?.inspected;
    });
    expect(service.probes).toHaveLength(1);
  });

  it('forgets a resume that came while nothing was parked', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { stages: { audio: [accountBlocked] } });
    const pipeline = await world.start(SELDOM);
    await pipeline.signal(resumePipeline);
    await untilParked(pipeline);
    expect(service.probes).toEqual([]);
  });
});

function untilParked(pipeline: Pipeline): Promise<PipelineStatus> {
  return until('the pipeline to be parked', async () => {
    const status = await statusOf(pipeline);
    const waits = Object.values(status.stages).some(({ state }) => state === 'parked');
    return status.phase === 'parked' && waits && status;
  });
}
