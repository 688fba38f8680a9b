import { describe, expect, it } from 'vitest';
import { KEY_TRUSTED_MS } from './obtain-task.js';
import { createAttemptBench, rejectionOf } from './testing/attempt-bench.js';
import { ittybitError } from './testing/fake-service.js';

const HOUR_MS = 3_600_000;

describe('obtainTask: an old key', () => {
  it('adopts a task that the list has, once the key may be forgotten, and does not POST', async () => {
    const bench = createAttemptBench();
    const { clock, service, activities, attempt } = bench;
    const generation = bench.work();
    service.behaviour.durationMs = () => 48 * HOUR_MS;
    service.fail('create', 'afterwards');
    await clock.runUntil(rejectionOf(attempt().run(() => activities.transcode(generation))));
    await clock.advance(23 * HOUR_MS);
    const end = attempt({ attempt: 2 }).run(() => activities.transcode(generation));
    await clock.advance(60_000);
    service.only().endsAt = clock.now();
    expect(await clock.runUntil(end)).toMatchObject({ outcome: 'succeeded', remoteId: 'task_1' });
    expect(service.calls.create).toBe(1);
  });

  it('POSTs with the same key when no list has a task of the generation', async () => {
    const bench = createAttemptBench();
    const { clock, service, activities, attempt, work } = bench;
    const generation = work();
    const other = { ...generation, operation: { ...generation.operation, operationId: 'somebody else' } };
    await clock.runUntil(attempt().run(() => activities.transcode(other)));
    await clock.advance(23 * HOUR_MS);
    await clock.runUntil(attempt().run(() => activities.transcode(generation)));
    expect(service.calls.create).toBe(2);
    expect(service.tasks).toHaveLength(2);
  });

  it('checks the age again after a wait at the gate', async () => {
    const bench = createAttemptBench();
    const { clock, service, activities, attempt } = bench;
    const startedAt = clock.now();
    const work = bench.work({
      operation: { operationId: 'wf/run/transcode', generation: 1, startedAt },
    });
    service.fail('create', 'afterwards');
    await clock.runUntil(rejectionOf(attempt().run(() => activities.transcode(work))));
    await clock.advance(KEY_TRUSTED_MS - 5_000);
    service.fail('create', ittybitError('throttled', { operation: 'create', retryAfterMs: 9_000 }));
    const outcome = await clock.runUntil(attempt({ attempt: 2 }).run(() => activities.transcode(work)));
    expect(outcome).toMatchObject({ remoteId: 'task_1' });
    // The first, and the one that was refused: after the wait the list answered.
    expect(service.calls.create).toBe(2);
    expect(service.tasks).toHaveLength(1);
  });
});

describe('obtainTask: a conflict', () => {
  it('looks the task up by list, even a lagging one, and never makes another key', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const generation = work();
    service.behaviour.listLagMs = 6_000;
    await clock.runUntil(rejectionOf(conflictingAttempt()));
    const { run, heartbeats } = attempt({ attempt: 2 });
    const outcome = await clock.runUntil(
      run(() => activities.transcode({ ...generation, options: { format: 'webm' } })),
    );
    expect(outcome).toMatchObject({ outcome: 'succeeded', remoteId: 'task_1' });
    expect(new Set(service.keys).size).toBe(1);
    expect(service.tasks).toHaveLength(1);
    const because = 'the service knows the key with another request, and does not list its task yet';
    expect(heartbeats[0]).toMatchObject({ waitingFor: 'retry', because });
    expect(heartbeats.at(-1)).not.toHaveProperty('because');

    function conflictingAttempt(): Promise<unknown> {
      service.fail('create', 'afterwards');
      return attempt().run(() => activities.transcode(generation));
    }
  });

  it('fails as BadInput with what to do when no list ever shows the task', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.fail('create', ittybitError('conflict', { operation: 'create' }));
    const failure = await clock.runUntil(rejectionOf(attempt().run(() => activities.transcode(work()))));
    expect(failure).toMatchObject({ type: 'BadInput', nonRetryable: true });
    expect(String(failure)).toContain('a new run has new keys');
    expect(service.calls.create).toBe(1);
  });
});
