import { until } from '@org/tests-support';
import { describe, it } from 'vitest';
import { statusOf } from './support/pipeline-world.ts';
import { hangs, succeeds, throttled } from './support/steps.ts';
import { useWorld } from './support/use-world.ts';

describe.concurrent('waiting for quota', () => {
  it('waits by a timer, asks again under the same id, and moves the deadline on', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, { stages: { ingest: [throttled(2_500), succeeds()] } });
    const pipeline = await world.start({ stages: { ingest: { policy: { deadlineMs: 60_000 } } } });
    const waiting = await until('the wait', async () => {
      const { ingest } = (await statusOf(pipeline)).stages;
      return ingest.state === 'waitingForQuota' && ingest;
    });
    expect(waiting).toMatchObject({ waitingFor: 'quota', until: expect.any(Number) as number });
    await pipeline.result();
    const [first, second] = service.callsOf('ingest');
    expect(second?.activityId).toBe(first?.activityId);
    expect(second?.work).toEqual(first?.work);
    expect(second?.startedAt).toBeGreaterThanOrEqual(waiting.until ?? Infinity);
    const { ingest } = (await statusOf(pipeline)).stages;
    expect((ingest.deadlineAt ?? 0) - (waiting.deadlineAt ?? Infinity)).toBeGreaterThanOrEqual(1_000);
  });

  it('lets the server wait when the activity says when to come again', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      stages: { ingest: [throttled(1_000, { retryable: true }), succeeds()] },
    });
    const pipeline = await world.start();
    await pipeline.result();
    expect(service.callsOf('ingest').map((call) => call.attempt)).toEqual([1, 2]);
    expect(timersOf(await pipeline.fetchHistory())).toBe(0);
  });

  it('does not let the deadline pass because of a wait that goes beyond it', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      stages: { ingest: [throttled(9_000, { retryable: true }), succeeds()] },
    });
    const pipeline = await world.start({ stages: { ingest: { policy: { deadlineMs: 6_000 } } } });
    await pipeline.result();
    // The server ends an activity at once whose next attempt would come too late.
    expect(service.callsOf('ingest').map((call) => call.attempt)).toEqual([1, 1]);
  });

  it('does not let the deadline pass because the generation was throttled until then', async (test) => {
    const { expect } = test;
    const { world, service } = await useWorld(test, {
      stages: { ingest: [hangs({ waitingFor: 'quota', throttledMs: 60_000 }), succeeds()] },
    });
    const pipeline = await world.start({ stages: { ingest: { policy: { deadlineMs: 6_000 } } } });
    await pipeline.result();
    expect(service.callsOf('ingest').map((call) => call.work.operation.generation)).toEqual([1, 1]);
    expect(service.callsOf('ingest')[1]?.scheduleToCloseMs).toBeGreaterThan(50_000);
  });
});

function timersOf({ events }: { events?: { timerStartedEventAttributes?: unknown }[] | null }): number {
  return (events ?? []).filter((event) => event.timerStartedEventAttributes).length;
}
