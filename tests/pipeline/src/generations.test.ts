import { until } from '@org/tests-support';
import { describe, it } from 'vitest';
import { failureDetailsOf, failureOf } from './support/pipeline-failure.ts';
import { statusOf } from './support/pipeline-world.ts';
import { endsBadly, outputUrlOf, remoteIdOf, succeeds, transient } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

describe.concurrent('generations', () => {
  it.for(['remoteFailed', 'remoteCancelled', 'remoteLost'] as const)(
    'pays for another one after %s',
    async (outcome, test) => {
      const { expect } = test;
      const { world, service } = await useWorld(test, {
        stages: { audio: [endsBadly(outcome), succeeds()] },
      });
      const pipeline = await world.start();
      expect(await pipeline.result()).toMatchObject({ audioUrl: outputUrlOf('audio', { generation: 2 }) });
      const [first, second] = service.callsOf('audio').map((call) => call.work);
      expect([first?.operation.generation, second?.operation.generation]).toEqual([1, 2]);
      expect(second?.operation.operationId).toBe(first?.operation.operationId);
      expect(second?.operation.startedAt).toBeGreaterThan(first?.operation.startedAt ?? Infinity);
    },
  );

  it('waits longer before each, and says so', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      stages: { audio: [endsBadly('remoteFailed'), endsBadly('remoteFailed'), succeeds()] },
    });
    const policy = { generations: 3, backoffMs: 300, backoffCoefficient: 3 };
    const pipeline = await world.start({ stages: { audio: { policy } } });
    const waiting = await until('the back-off', async () => {
      const { audio } = (await statusOf(pipeline)).stages;
      return audio.state === 'backingOff' && audio;
    });
    expect(waiting).toMatchObject({
      waitingFor: 'the next generation, since the encoder gave up',
      until: expect.any(Number) as number,
      outcome: { outcome: 'remoteFailed' },
    });
    await pipeline.result();
    const timers = (await pipeline.fetchHistory()).events?.flatMap((event) => {
      const timeout = event.timerStartedEventAttributes?.startToFireTimeout;
      return timeout ? [Number(timeout.seconds ?? 0) * 1_000 + (timeout.nanos ?? 0) / 1e6] : [];
    });
    expect(timers).toEqual([300, 900]);
    expect(service.callsOf('audio')).toHaveLength(3);
  });

  it('does not take the end of one generation for the end of the next', async (test) => {
    const { expect } = test;
    const held = Promise.withResolvers<undefined>();
    const { world } = await useWorld(test, {
      stages: { ingest: [endsBadly('remoteFailed'), succeeds(held.promise)] },
    });
    const pipeline = await world.start();
    const running = await until('the second generation', async () => {
      const { ingest } = (await statusOf(pipeline)).stages;
      return ingest.operation?.generation === 2 && ingest;
    });
    expect(running).not.toHaveProperty('outcome');
    expect(running).not.toHaveProperty('remoteId');
    held.resolve(undefined);
    await pipeline.result();
  });

  it('ends the stage when the policy allows no more, and keeps its siblings', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { stages: { audio: [endsBadly('remoteLost')] } });
    const pipeline = await world.start({ stages: { audio: { policy: { generations: 2, backoffMs: 0 } } } });
    expect(await failureDetailsOf(pipeline)).toEqual({
      failed: [
        {
          stage: 'audio',
          type: 'RemoteLost',
          message: `${remoteIdOf('audio', { generation: 2 })}: the encoder gave up`,
          generation: 2,
          remoteId: remoteIdOf('audio', { generation: 2 }),
        },
      ],
      succeeded: ['ingest', 'thumbnails', 'transcode'].map((stage) => ({
        stage,
        outputUrl: outputUrlOf(stage as 'ingest', { generation: 1 }),
      })),
      notStarted: [],
    });
    expect(service.callsOf('audio')).toHaveLength(2);
    const failure = await failureOf(pipeline);
    expect(failure).toMatchObject({ type: 'PipelineFailed', nonRetryable: true });
    expect(failure.message).toContain('Kept: ingest, thumbnails, transcode.');
  });

  it('names the stages that could not start without the ingested file', async (test) => {
    const { expect } = test;
    const { world } = await useWorld(test, {
      stages: { ingest: [endsBadly('remoteFailed', { kind: 'invalid_input', message: 'not a video' })] },
    });
    const details = await failureDetailsOf(await world.start());
    expect(details.notStarted).toEqual(['thumbnails', 'audio', 'transcode']);
    expect(details.failed).toMatchObject([{ stage: 'ingest', type: 'RemoteFailed', generation: 1 }]);
  });

  it('stops at once when paying again cannot help', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      stages: { audio: [endsBadly('remoteFailed', { kind: 'format_unsupported', message: 'no aiff' })] },
    });
    const pipeline = await world.start();
    await failureDetailsOf(pipeline);
    expect(service.callsOf('audio')).toHaveLength(1);
    expect((await statusOf(pipeline)).stages.audio.error).toMatchObject({
      type: 'RemoteFailed',
      remote: { kind: 'format_unsupported' },
    });
  });

  it('are not spent by trouble of transport', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      stages: { audio: [transient, transient, succeeds()] },
    });
    const pipeline = await world.start({ stages: { audio: { policy: { generations: 1 } } } });
    await pipeline.result();
    const calls = service.callsOf('audio');
    expect(calls.map((call) => [call.attempt, call.work.operation])).toEqual(
      [1, 2, 3].map((attempt) => [attempt, calls[0]?.work.operation]),
    );
  });

  it('are not unlimited when a hand-made input asks for none', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { stages: { audio: [endsBadly('remoteFailed')] } });
    const pipeline = await world.start({ stages: { audio: { policy: { generations: 0, backoffMs: 0 } } } });
    await failureDetailsOf(pipeline);
    expect(service.callsOf('audio')).toHaveLength(1);
  });
});
