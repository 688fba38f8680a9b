import { describe, expect, it } from 'vitest';
import { createAttemptBench, rejectionOf } from './testing/attempt-bench.js';
import { ittybitError } from './testing/fake-service.js';

describe('carryOut: creating', () => {
  it('creates one task and returns its success with the file as the service describes it', async () => {
    const { clock, service, activities, work, attempt, counted } = createAttemptBench();
    const { run, heartbeats } = attempt();
    const outcome = await clock.runUntil(run(() => activities.transcode(work())));
    expect(outcome).toMatchObject({
      outcome: 'succeeded',
      remoteId: 'task_1',
      outputUrl: 'https://store.test/out',
      file: { url: 'https://store.test/out', kind: 'video', inspected: false },
    });
    expect(service.tasks).toHaveLength(1);
    expect(heartbeats[0]).toMatchObject({ remoteId: 'task_1', waitingFor: 'remote', throttledMs: 0 });
    expect(counted).toContain('task:video:succeeded');
    expect(counted).toContain('call:create:ok');
    expect(clock.sleepers()).toBe(0);
  });

  it('sends the same key and the same bytes however often an attempt at a generation runs', async () => {
    const { clock, service, activities, work, attempt, otherProcess } = createAttemptBench();
    const generation = work();
    service.fail('create', 'afterwards');
    const lost = clock.runUntil(rejectionOf(attempt().run(() => activities.transcode(generation))));
    expect(await lost).toMatchObject({ type: 'Transient', nonRetryable: false });
    const second = otherProcess();
    await clock.runUntil(second.attempt({ attempt: 2 }).run(() => second.activities.transcode(generation)));
    expect(service.tasks).toHaveLength(1);
    expect(new Set(service.keys).size).toBe(1);
    expect(second.counted).toContain('call:create:replayed');
  });

  it('asks under another key for another generation', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const first = work();
    await clock.runUntil(attempt().run(() => activities.transcode(first)));
    const next = { ...first, operation: { ...first.operation, generation: 2 } };
    await clock.runUntil(attempt().run(() => activities.transcode(next)));
    expect(service.tasks).toHaveLength(2);
  });

  it('returns an end that the reply to a repeated POST already shows', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.behaviour.durationMs = () => 0;
    const outcome = await clock.runUntil(attempt().run(() => activities.ingest(work())));
    expect(outcome.outcome).toBe('succeeded');
    expect(service.calls).toEqual({ create: 1, get: 0, list: 0 });
  });

  it('looks at once at a task that a repeated POST answers for: the reply shows it as it began', async () => {
    const { clock, service, activities, work, attempt, otherProcess } = createAttemptBench();
    service.behaviour.replays = 'as it began';
    const generation = work();
    service.fail('create', 'afterwards');
    await clock.runUntil(rejectionOf(attempt().run(() => activities.transcode(generation))));
    await clock.advance(120_000);
    const second = otherProcess();
    const begunAt = clock.now();
    const outcome = await clock.runUntil(
      second.attempt({ attempt: 2 }).run(() => second.activities.transcode(generation)),
    );
    expect(outcome).toMatchObject({ outcome: 'succeeded', remoteId: 'task_1' });
    expect(clock.now() - begunAt).toBeLessThan(100);
  });

  it('refuses an unknown account by naming the setting, before anything is sent', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const failure = await clock.runUntil(
      rejectionOf(attempt().run(() => activities.ingest(work({ account: 'acme' })))),
    );
    expect(failure).toMatchObject({ type: 'AccountBlocked', nonRetryable: true });
    expect(String(failure)).toContain('ITTYBIT_API_KEY_ACME');
    expect(service.calls.create).toBe(0);
  });

  it.each([
    ['badInput', 'BadInput', true],
    ['accountBlocked', 'AccountBlocked', true],
    ['transient', 'Transient', false],
  ] as const)('throws %s at the POST as %s', async (decision, type, nonRetryable) => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.fail('create', ittybitError(decision, { operation: 'create' }));
    const failure = await clock.runUntil(rejectionOf(attempt().run(() => activities.ingest(work()))));
    expect(failure).toMatchObject({ type, nonRetryable });
    expect(String(failure)).toContain('ingest of https://media.test/in.mp4');
  });
});

describe('carryOut: re-attaching', () => {
  it('goes on watching the id that an earlier attempt told, without a POST', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const { task } = service.add({ kind: 'video', input: 'https://media.test/in.mp4' });
    const heartbeatDetails = { remoteId: task.id, waitingFor: 'remote', throttledMs: 7_000 };
    const { run, heartbeats } = attempt({ attempt: 2, heartbeatDetails });
    const outcome = await clock.runUntil(run(() => activities.transcode(work())));
    expect(outcome).toMatchObject({ outcome: 'succeeded', remoteId: task.id, throttledMs: 7_000 });
    expect(heartbeats[0]).toMatchObject({ remoteId: task.id, throttledMs: 7_000 });
    expect(service.calls.create).toBe(0);
  });

  it('goes on watching the id that the work names, and reads it at once', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const { task } = service.add({ kind: 'video', input: 'https://media.test/in.mp4' }, { endsAt: 0 });
    const outcome = await clock.runUntil(
      attempt().run(() => activities.transcode(work({ remoteId: task.id }))),
    );
    expect(outcome).toMatchObject({ outcome: 'succeeded', remoteId: task.id });
    expect(service.calls).toEqual({ create: 0, get: 1, list: 0 });
  });

  it('lets the attempt that began last have the operation, and frees the slot of the one before', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const generation = work();
    const older = rejectionOf(attempt().run(() => activities.transcode(generation)));
    await clock.advance(5_000);
    const newer = attempt({ attempt: 2 }).run(() => activities.transcode(generation));
    expect(await older).toMatchObject({ type: 'Transient', category: 'BENIGN', nonRetryable: false });
    expect(await clock.runUntil(newer)).toMatchObject({ outcome: 'succeeded' });
    expect(service.tasks).toHaveLength(1);
  });
});

describe('carryOut: how a task ends', () => {
  it.each([
    [
      { state: 'failed', status: 'failed', error: { kind: 'invalid_input', message: 'not a video' } },
      { outcome: 'remoteFailed', error: { kind: 'invalid_input', message: 'not a video' } },
    ],
    [{ state: 'cancelled', status: 'cancelled' }, { outcome: 'remoteCancelled' }],
    [
      { state: 'succeeded', status: 'succeeded', outputUrl: null },
      { outcome: 'remoteFailed', error: { kind: 'output_missing' } },
    ],
  ] as const)('returns %o as %o', async (end, expected) => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.behaviour.end = () => end;
    const outcome = await clock.runUntil(attempt().run(() => activities.ingest(work())));
    expect(outcome).toMatchObject({ remoteId: 'task_1', ...expected });
  });

  it('keeps no signature and no page of text of what the service says about a failure', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const message = `cannot read https://bucket.test/in.mp4?X-Amz-Signature=secret ${'x'.repeat(100_000)}`;
    service.behaviour.end = () => ({ state: 'failed', status: 'failed', error: { kind: null, message } });
    const outcome = JSON.stringify(await clock.runUntil(attempt().run(() => activities.ingest(work()))));
    expect(outcome).toContain('cannot read https://bucket.test/in.mp4?[redacted]');
    expect(outcome).not.toContain('secret');
    expect(outcome.length).toBeLessThan(2_000);
  });

  it('takes an unknown status for still running', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.behaviour.end = () => ({ state: 'running', status: 'polishing' });
    const { run, heartbeats } = attempt();
    const end = run(() => activities.ingest(work()));
    await clock.advance(10 * 60_000);
    expect(heartbeats.at(-1)).toMatchObject({ remoteStatus: 'polishing', waitingFor: 'remote' });
    service.only().end = { state: 'failed', status: 'failed' };
    expect(await clock.runUntil(end)).toMatchObject({ outcome: 'remoteFailed' });
  });
});

describe('carryOut: a known id that answers 404', () => {
  it('waits until GET and list have both missed it for 5 minutes, and then returns remoteLost', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const { run, heartbeats } = attempt();
    const end = run(() => activities.ingest(work()));
    await clock.advance(1_000);
    service.only().hidden = { get: true, list: true };
    await clock.advance(4 * 60_000);
    const missingSince = heartbeats.at(-1)?.missingSince;
    if (missingSince === undefined) throw new Error('the heartbeats do not say since when it is missing');
    expect(await clock.runUntil(end)).toMatchObject({ outcome: 'remoteLost', remoteId: 'task_1' });
    expect(clock.now() - missingSince).toBeGreaterThanOrEqual(5 * 60_000);
    expect(service.tasks).toHaveLength(1);
  });

  it('goes on as if nothing had been when the list still has it', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.behaviour.durationMs = () => 20 * 60_000;
    const { run, heartbeats } = attempt();
    const end = run(() => activities.ingest(work()));
    await clock.advance(1_000);
    service.only().hidden = { get: true, list: false };
    expect(await clock.runUntil(end)).toMatchObject({ outcome: 'succeeded' });
    expect(heartbeats.at(-1)?.missingSince).toBeUndefined();
  });

  it('carries the time of the first miss over to the next attempt', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const heartbeatDetails = {
      remoteId: 'task_gone',
      waitingFor: 'remote',
      throttledMs: 0,
      missingSince: clock.now() - 4 * 60_000,
    };
    const begunAt = clock.now();
    const end = attempt({ attempt: 2, heartbeatDetails }).run(() => activities.ingest(work()));
    expect(await clock.runUntil(end)).toMatchObject({ outcome: 'remoteLost', remoteId: 'task_gone' });
    expect(clock.now() - begunAt).toBeLessThan(2 * 60_000);
    expect(service.calls.create).toBe(0);
  });
});

describe('carryOut: the first heartbeat', () => {
  it('has the id in it even when the POST takes a third of the heartbeat timeout', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.behaviour.latencyMs = 8_000;
    const { run, heartbeats } = attempt();
    await clock.runUntil(run(() => activities.ingest(work())));
    expect(heartbeats[0]).toMatchObject({ remoteId: 'task_1' });
  });

  it('goes out without it rather than too late', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.behaviour.latencyMs = 18_000;
    const { run, heartbeats } = attempt();
    const end = run(() => activities.ingest(work()));
    await clock.advance(16_000);
    expect(heartbeats).toEqual([{ waitingFor: 'remote', throttledMs: 0 }]);
    await clock.runUntil(end);
  });
});

describe('carryOut: trouble while waiting', () => {
  it('lives through an outage of the service and says that it retries', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const { run, heartbeats } = attempt();
    const end = run(() => activities.ingest(work()));
    await clock.advance(1_000);
    service.fail('get', ...Array.from({ length: 6 }, () => ittybitError('transient')));
    expect(await clock.runUntil(end)).toMatchObject({ outcome: 'succeeded' });
    expect(heartbeats.some(({ waitingFor }) => waitingFor === 'retry')).toBe(true);
  });

  it('says which task it leaves to whoever goes on after a park', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const end = rejectionOf(attempt().run(() => activities.ingest(work())));
    await clock.advance(1_000);
    service.fail('get', ittybitError('accountBlocked'));
    expect(await clock.runUntil(end)).toMatchObject({
      type: 'AccountBlocked',
      details: [{ remoteId: 'task_1' }],
    });
  });

  it('ends every wait of a blocked account with AccountBlocked', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const waits = ['a', 'b', 'c'].map((id) =>
      rejectionOf(
        attempt().run(() =>
          activities.ingest(work({ operation: { operationId: id, generation: 1, startedAt: clock.now() } })),
        ),
      ),
    );
    await clock.advance(100);
    service.fail('get', ittybitError('accountBlocked'));
    service.fail('list', ittybitError('accountBlocked'));
    for (const failure of await clock.runUntil(Promise.all(waits))) {
      expect(failure).toMatchObject({ type: 'AccountBlocked', nonRetryable: true });
    }
  });

  it('heartbeats at least every third of the heartbeat timeout, and tells progress', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.behaviour.durationMs = () => 10 * 60_000;
    const { run, heartbeats } = attempt();
    const end = run(() => activities.ingest(work()));
    await clock.advance(300_000);
    expect(heartbeats.length).toBeGreaterThanOrEqual(300_000 / (20_000 / 3) - 1);
    expect(heartbeats.at(-1)).toMatchObject({ progress: 40 });
    await clock.runUntil(end);
  });
});

describe('carryOut: with a webhook expected', () => {
  const webhookUrl = 'https://api.test/webhooks/ittybit/t';
  const workflowExecution = { workflowId: 'wf', runId: 'run' };

  it('asks for one, and hardly reads', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const { run, cancel } = attempt({ workflowExecution });
    const end = rejectionOf(run(() => activities.transcode(work({ webhookUrl }))));
    await clock.advance(29_000);
    expect(service.calls).toEqual({ create: 1, get: 0, list: 0 });
    cancel({ notFound: true });
    expect(await end).toMatchObject({ message: 'NOT_FOUND' });
    expect(clock.sleepers()).toBe(0);
  });

  it('finds the end within half a minute when it is lost, with the same outcome', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.behaviour.durationMs = () => 2_000;
    const begunAt = clock.now();
    const outcome = await clock.runUntil(
      attempt({ workflowExecution }).run(() => activities.transcode(work({ webhookUrl }))),
    );
    expect(outcome).toMatchObject({ outcome: 'succeeded', calls: 2 });
    expect(clock.now() - begunAt).toBeLessThan(2_000 + 32_000);
  });

  it('reads at the usual pace in a redrive, whose activity no webhook would complete', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.behaviour.durationMs = () => 2_000;
    const begunAt = clock.now();
    const redrive = { workflowId: 'wf-redrive-1', runId: 'run' };
    await clock.runUntil(
      attempt({ workflowExecution: redrive }).run(() => activities.transcode(work({ webhookUrl }))),
    );
    expect(clock.now() - begunAt).toBeLessThan(5_000);
  });
});
