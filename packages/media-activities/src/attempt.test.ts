import { describe, expect, it } from 'vitest';
import { createAttemptBench, rejectionOf } from './testing/attempt-bench.js';
import { ittybitError } from './testing/fake-service.js';

describe('beginAttempt: the first heartbeat', () => {
  it('is not sent for a task that ends before it', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.behaviour.durationMs = () => 100;
    const { run, heartbeats } = attempt();
    expect(await clock.runUntil(run(() => activities.transcode(work())))).toMatchObject({
      outcome: 'succeeded',
    });
    await clock.advance(60_000);
    expect(heartbeats).toEqual([]);
  });

  it('is sent at once when the attempt fails, so that the next one has the id', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    const { run, heartbeats } = attempt();
    const end = rejectionOf(run(() => activities.transcode(work())));
    await clock.advance(100);
    service.fail('get', ittybitError('accountBlocked'));
    expect(await clock.runUntil(end)).toHaveProperty('type', 'AccountBlocked');
    expect(heartbeats).toMatchObject([{ remoteId: 'task_1' }]);
  });

  it('waits no longer than a tenth of the heartbeat timeout', async () => {
    const { clock, activities, work, attempt } = createAttemptBench();
    const { run, heartbeats } = attempt({ heartbeatTimeoutMs: 1_000 });
    const end = run(() => activities.transcode(work()));
    await clock.advance(130);
    expect(heartbeats).toMatchObject([{ remoteId: 'task_1' }]);
    await clock.runUntil(end);
  });
});
