import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { RemoteTask } from './remote-task.js';
import { failureOf, withFake } from './testing/with-fake.js';

const h = withFake();
const statuses = (...list: string[]): void => {
  for (const status of list)
    h.fake.answers.push({ body: { id: 'job_1', status, error: status === 'failed' ? 'broken' : null } });
};

describe('waitForTask', () => {
  it('reads until the task has ended, and tells what it sees on the way', async () => {
    statuses('waiting', 'queued', 'never_heard_of', 'processing', 'succeeded');
    const seen: string[] = [];
    const onProgress = (task: RemoteTask): void => {
      seen.push(task.status);
    };
    const task = await h.client().wait('job_1', { pollMs: 700, onProgress });
    expect(task).toMatchObject({ state: 'succeeded', outputUrl: null });
    expect(seen).toEqual(['waiting', 'queued', 'never_heard_of', 'processing']);
    expect(h.clock.sleeps).toEqual([700, 700, 700, 700]);
  });

  it.each([
    ['failed', 'failed'],
    ['canceled', 'cancelled'],
  ])('returns a task that ended as %s, it does not throw', async (status, state) => {
    statuses('queued', status);
    expect((await h.client().wait('job_1')).state).toBe(state);
    expect(h.clock.sleeps).toEqual([3_000]);
  });

  it('ends at its total time, and names the task and its state', async () => {
    statuses(...Array.from({ length: 9 }, () => 'processing'));
    const error = await failureOf(h.client().wait('job_1', { pollMs: 1_000, totalTimeoutMs: 2_500 }));
    expect(error).toMatchObject({ decision: 'transient', operation: 'wait' });
    expect(error.message).toContain('job_1 is still processing');
    expect(h.fake.requests).toHaveLength(3);
  });

  it('outlives trouble that a retry cures, and throws what a read throws', async () => {
    statuses('queued');
    h.fake.answers.push({ status: 502 }, { trouble: 'drop' });
    statuses('succeeded');
    expect((await h.client().wait('job_1')).state).toBe('succeeded');
    expect((await failureOf(h.client().wait('job_7'))).decision).toBe('notFound');
  });

  it("ends with the signal's reason while it sleeps, and leaves no listener", async () => {
    statuses('queued', 'queued');
    const controller = new AbortController();
    const { clock: _, ...real } = h;
    const client = real.client({ clock: undefined });
    const waiting = client.wait('job_1', {
      pollMs: 60_000,
      signal: controller.signal,
      onProgress: () =>
        setTimeout(() => {
          controller.abort(new RangeError('stop'));
        }, 5),
    });
    await expect(waiting).rejects.toThrow(RangeError);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('refuses impossible times before anything is sent', async () => {
    expect((await failureOf(h.client().wait('job_1', { pollMs: 0 }))).decision).toBe('badInput');
    expect(h.fake.requests).toHaveLength(0);
  });
});
