import { CancelledFailure } from '@temporalio/activity';
import { describe, expect, it } from 'vitest';
import { createAttemptBench, rejectionOf } from './testing/attempt-bench.js';
import { settled } from './testing/fake-clock.js';
import { ittybitError } from './testing/fake-service.js';

describe('failureOfAttempt: throttling', () => {
  it('waits a short time at the gate, tells the reason first, and counts the time', async () => {
    const { clock, service, activities, work, attempt, counted } = createAttemptBench();
    service.fail('create', ittybitError('throttled', { operation: 'create', retryAfterMs: 4_000 }));
    const { run, heartbeats } = attempt();
    const outcome = await clock.runUntil(run(() => activities.ingest(work())));
    expect(heartbeats[0]).toMatchObject({ waitingFor: 'quota' });
    expect(heartbeats[0]?.remoteId).toBeUndefined();
    expect(outcome).toMatchObject({ outcome: 'succeeded', throttledMs: 4_000 });
    expect(service.keys).toHaveLength(2);
    expect(counted).toContain('waited:quota');
  });

  it('gives its slot back when the wait is longer than half the heartbeat timeout', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.fail('create', ittybitError('throttled', { operation: 'create', retryAfterMs: 60_000 }));
    const { run, heartbeats } = attempt();
    const failure = await clock.runUntil(rejectionOf(run(() => activities.ingest(work()))));
    expect(failure).toMatchObject({
      type: 'Throttled',
      nonRetryable: false,
      category: 'BENIGN',
      nextRetryDelay: 60_000,
    });
    // The next attempt finds the time until then already counted.
    expect(heartbeats.at(-1)).toMatchObject({ waitingFor: 'quota', throttledMs: 60_000 });
  });

  it('counts nothing more once the quota is back, though everybody had left before', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.behaviour.durationMs = () => 600_000;
    const generation = work();
    const first = attempt();
    const held = rejectionOf(first.run(() => activities.ingest(generation)));
    await clock.advance(1_000);
    const throttled = ittybitError('throttled', { retryAfterMs: 30_000 });
    service.fail('get', throttled);
    service.fail('list', throttled);
    expect(await clock.runUntil(held)).toHaveProperty('type', 'Throttled');
    service.heal();
    await clock.advance(31_000);
    const second = attempt({ heartbeatDetails: first.heartbeats.at(-1) });
    const outcome = second.run(() => activities.ingest(generation));
    await clock.advance(60_000);
    expect(second.heartbeats.at(-1)).toMatchObject({ waitingFor: 'remote', throttledMs: 30_000 });
    expect(await clock.runUntil(outcome)).toMatchObject({ outcome: 'succeeded', throttledMs: 30_000 });
  });

  it('hands a wait beyond its deadline to the workflow', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const { task } = service.add({ kind: 'video', input: 'https://media.test/in.mp4' });
    service.fail('get', ittybitError('throttled', { retryAfterMs: 50_000 }));
    const heldAt = clock.now() + 10;
    const failure = await clock.runUntil(
      rejectionOf(
        attempt({ scheduleToCloseTimeoutMs: 60_000 }).run(() =>
          activities.ingest(work({ remoteId: task.id })),
        ),
      ),
    );
    expect(failure).toMatchObject({ type: 'Throttled', nonRetryable: true });
    expect(failure).toHaveProperty('details', [
      { retryAt: heldAt + 50_000, throttledMs: 0, remoteId: task.id },
    ]);
  });

  it('holds every request of the key: another operation waits without asking', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.fail('create', ittybitError('throttled', { operation: 'create', retryAfterMs: 5_000 }));
    const first = attempt().run(() => activities.ingest(work()));
    await clock.advance(1_000);
    const operation = { operationId: 'another', generation: 1, startedAt: clock.now() };
    const second = attempt().run(() => activities.ingest(work({ operation })));
    await clock.advance(3_000);
    expect(service.calls.create).toBe(1);
    await clock.runUntil(Promise.all([first, second]));
    expect(service.tasks).toHaveLength(2);
  });
});

describe('failureOfAttempt: being cancelled', () => {
  it('never aborts a POST in flight, and then says which task is left running', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const { run, cancel, heartbeats } = attempt();
    service.behaviour.latencyMs = 2_000;
    const cancelled = run(() => activities.ingest(work()));
    await clock.advance(500);
    cancel({ cancelRequested: true });
    const failure = await clock.runUntil(rejectionOf(cancelled));
    expect(failure).toBeInstanceOf(CancelledFailure);
    expect(service.tasks).toHaveLength(1);
    expect(heartbeats.at(-1)).toMatchObject({ remoteId: 'task_1' });
    expect(failure).toHaveProperty('details', [expect.objectContaining({ remoteId: 'task_1' })]);
  });

  it('is cancelled, not failed, when the POST in flight then fails', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const { run, cancel } = attempt();
    service.behaviour.latencyMs = 2_000;
    service.fail('create', ittybitError('transient', { operation: 'create' }));
    const cancelled = run(() => activities.ingest(work()));
    await clock.advance(500);
    cancel({ cancelRequested: true });
    expect(await clock.runUntil(rejectionOf(cancelled))).toBeInstanceOf(CancelledFailure);
  });

  it('does not POST once it is cancelled', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const { run, cancel } = attempt();
    cancel({ cancelRequested: true });
    const failure = await clock.runUntil(rejectionOf(run(() => activities.ingest(work()))));
    expect(failure).toBeInstanceOf(CancelledFailure);
    expect(service.calls.create).toBe(0);
  });

  it('ends without another request when the server has forgotten it', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const { run, cancel } = attempt();
    const forgotten = rejectionOf(run(() => activities.ingest(work())));
    await clock.advance(5_000);
    const before = { ...service.calls };
    cancel({ notFound: true });
    expect(await forgotten).toBeInstanceOf(CancelledFailure);
    await clock.advance(60_000);
    expect(service.calls).toEqual(before);
    expect(clock.sleepers()).toBe(0);
  });

  it('is retried elsewhere at once when the worker shuts down', async () => {
    const { clock, activities, work, attempt } = createAttemptBench();
    const { run, cancel, heartbeats } = attempt();
    const stopped = rejectionOf(run(() => activities.ingest(work())));
    await clock.advance(5_000);
    cancel({ workerShutdown: true });
    expect(await stopped).toMatchObject({
      type: 'Transient',
      nonRetryable: false,
      category: 'BENIGN',
      nextRetryDelay: 1,
    });
    expect(heartbeats.at(-1)).toMatchObject({ remoteId: 'task_1' });
    await settled();
    expect(clock.sleepers()).toBe(0);
  });
});
