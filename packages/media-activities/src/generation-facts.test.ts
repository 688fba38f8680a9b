import { describe, expect, it } from 'vitest';
import { createAttemptBench, rejectionOf } from './testing/attempt-bench.js';
import { ittybitError } from './testing/fake-service.js';

describe('generation facts: taking over in one process', () => {
  it('goes on with the task of the attempt before, without a request of its own', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const generation = work();
    const older = rejectionOf(attempt().run(() => activities.transcode(generation)));
    await clock.advance(20_000);
    const before = { ...service.calls };
    const { run, heartbeats } = attempt();
    const newer = run(() => activities.transcode(generation));
    expect(await older).toHaveProperty('type', 'Transient');
    await clock.advance(600);
    expect(service.calls).toEqual(before);
    expect(heartbeats).toMatchObject([{ remoteId: 'task_1', waitingFor: 'remote' }]);
    expect(await clock.runUntil(newer)).toMatchObject({ outcome: 'succeeded', remoteId: 'task_1' });
    expect(service.calls.create).toBe(1);
  });

  it('does so when the attempt before was told that nobody knows it any more', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const generation = work();
    const first = attempt();
    const older = rejectionOf(first.run(() => activities.transcode(generation)));
    await clock.advance(20_000);
    first.cancel({ notFound: true });
    await older;
    await clock.advance(1_000);
    const before = { ...service.calls };
    const newer = attempt().run(() => activities.transcode(generation));
    await clock.advance(600);
    expect(service.calls).toEqual(before);
    expect(await clock.runUntil(newer)).toMatchObject({ outcome: 'succeeded', remoteId: 'task_1' });
  });

  it('finds an end that came while nobody watched', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.behaviour.durationMs = () => 25_000;
    const generation = work();
    const first = attempt();
    const older = rejectionOf(first.run(() => activities.transcode(generation)));
    await clock.advance(20_000);
    first.cancel({ notFound: true });
    await older;
    await clock.advance(20_000);
    const begunAt = clock.now();
    const newer = attempt().run(() => activities.transcode(generation));
    expect(await clock.runUntil(newer)).toMatchObject({ outcome: 'succeeded' });
    expect(clock.now() - begunAt).toBeLessThan(500);
  });

  it('waits for a POST in flight rather than sending it a second time beside it', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.behaviour.latencyMs = 8_000;
    const generation = work();
    const older = rejectionOf(attempt().run(() => activities.transcode(generation)));
    await clock.advance(2_000);
    const { run, heartbeats } = attempt();
    const newer = run(() => activities.transcode(generation));
    expect(await clock.runUntil(newer)).toMatchObject({ outcome: 'succeeded', remoteId: 'task_1' });
    expect(await older).toHaveProperty('type', 'Transient');
    expect(heartbeats[0]).toHaveProperty('remoteId', 'task_1');
    expect(service.keys).toHaveLength(1);
  });

  it('sends the POST itself, with the same key, when the one in flight fails', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.behaviour.latencyMs = 8_000;
    service.fail('create', 'afterwards');
    const generation = work();
    const older = rejectionOf(attempt().run(() => activities.transcode(generation)));
    await clock.advance(2_000);
    const newer = attempt().run(() => activities.transcode(generation));
    expect(await clock.runUntil(newer)).toMatchObject({ outcome: 'succeeded' });
    await older;
    expect(service.keys).toHaveLength(2);
    expect(new Set(service.keys).size).toBe(1);
    expect(service.tasks).toHaveLength(1);
  });

  it('does not wait with an attempt that stands at the gate', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.fail('create', ittybitError('throttled', { operation: 'create', retryAfterMs: 4_000 }));
    const generation = work();
    const older = rejectionOf(attempt().run(() => activities.transcode(generation)));
    await clock.advance(1_000);
    const newer = attempt().run(() => activities.transcode(generation));
    expect(await older).toHaveProperty('type', 'Transient');
    expect(await clock.runUntil(newer)).toMatchObject({ outcome: 'succeeded' });
    expect(service.keys).toHaveLength(2);
  });

  it('keeps since when the task is missing', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const generation = work();
    const older = rejectionOf(attempt().run(() => activities.transcode(generation)));
    await clock.advance(1_000);
    service.only().hidden = { get: true, list: true };
    await clock.advance(3 * 60_000);
    const newer = attempt().run(() => activities.transcode(generation));
    await older;
    const begunAt = clock.now();
    expect(await clock.runUntil(newer)).toMatchObject({ outcome: 'remoteLost', remoteId: 'task_1' });
    expect(clock.now() - begunAt).toBeLessThan(3 * 60_000);
  });

  it('takes nothing over from another generation, from a finished attempt, or from another process', async () => {
    const { clock, service, activities, work, attempt, otherProcess } = createAttemptBench();
    const generation = work();
    await clock.runUntil(attempt().run(() => activities.transcode(generation)));
    const { operation } = generation;
    const next = work({ operation: { ...operation, generation: 2 } });
    expect(await clock.runUntil(attempt().run(() => activities.transcode(next)))).toMatchObject({
      remoteId: 'task_2',
    });
    await clock.runUntil(attempt().run(() => activities.transcode(generation)));
    expect(service.keys).toHaveLength(3);
    const other = otherProcess();
    await clock.runUntil(other.attempt().run(() => other.activities.transcode(generation)));
    expect(service.keys).toHaveLength(4);
    expect(service.tasks).toHaveLength(2);
  });

  it('takes nothing over from an attempt that was cut short long ago', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const generation = work();
    const first = attempt();
    const older = rejectionOf(first.run(() => activities.transcode(generation)));
    await clock.advance(1_000);
    first.cancel({ notFound: true });
    await older;
    await clock.advance(31_000);
    await clock.runUntil(attempt().run(() => activities.transcode(generation)));
    expect(service.keys).toHaveLength(2);
    expect(service.tasks).toHaveLength(1);
  });
});

describe('generation facts: calls', () => {
  it('add up to what the service was asked, pages of lists shared', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const works = Array.from({ length: 7 }, (_, index) =>
      work({ operation: { operationId: `item ${index}`, generation: 1, startedAt: clock.now() } }),
    );
    service.fail('create', ittybitError('throttled', { operation: 'create', retryAfterMs: 2_000 }));
    const outcomes = await clock.runUntil(
      Promise.all(works.map((one) => attempt().run(() => activities.transcode(one)))),
    );
    const { create, get, list } = service.calls;
    expect(list).toBeGreaterThan(2);
    const sum = outcomes.reduce((total, { calls = NaN }) => total + calls, 0);
    expect(sum).toBeCloseTo(create + get + list, 1);
  });

  it('count those of the attempt that was taken over', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const generation = work();
    const older = rejectionOf(attempt().run(() => activities.transcode(generation)));
    await clock.advance(20_000);
    const newer = attempt().run(() => activities.transcode(generation));
    await older;
    const { calls } = await clock.runUntil(newer);
    expect(calls).toBe(service.calls.create + service.calls.get + service.calls.list);
  });

  it('include the search for a task that is missing', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const end = attempt().run(() => activities.transcode(work()));
    await clock.advance(1_000);
    service.only().hidden = { get: true, list: true };
    const { calls } = await clock.runUntil(end);
    expect(calls).toBe(service.calls.create + service.calls.get + service.calls.list);
  });
});
