import { describe, expect, it } from 'vitest';
import { createAttemptBench, rejectionOf, type AttemptBench } from './testing/attempt-bench.js';
import { ittybitError } from './testing/fake-service.js';

const INPUT = 'https://media.test/in.mp4';

function foreignTasks({ service }: AttemptBench, count: number): void {
  for (let index = 0; index < count; index++) service.add({ kind: 'video', input: INPUT });
}

describe('findRemote', () => {
  it('finds the running task of a generation behind pages of others, without GET or POST', async () => {
    const bench = createAttemptBench();
    const { clock, service, activities, work, attempt } = bench;
    const generation = work();
    const { run, cancel } = attempt();
    const cancelled = rejectionOf(run(() => activities.transcode(generation)));
    await clock.advance(100);
    cancel({ cancelRequested: true });
    await cancelled;
    foreignTasks(bench, 250);
    const before = { ...service.calls };
    const { operation, account, input } = generation;
    const found = await clock.runUntil(
      attempt().run(() => activities.findRemote({ operation, account, input })),
    );
    expect(found).toEqual({ remote: { remoteId: 'task_1', state: 'running' } });
    expect(service.calls).toEqual({ ...before, list: before.list + 3 });
  });

  it('tells the output of a task that succeeded', async () => {
    const { clock, activities, work, attempt } = createAttemptBench();
    const { operation, account, input, ...rest } = work();
    await clock.runUntil(attempt().run(() => activities.ingest({ operation, account, input, ...rest })));
    const found = await clock.runUntil(
      attempt().run(() => activities.findRemote({ operation, account, input })),
    );
    expect(found).toEqual({
      remote: { remoteId: 'task_1', state: 'succeeded', outputUrl: 'https://store.test/out' },
    });
  });

  it('finds nothing for another generation, and stops paging where the generation began', async () => {
    const bench = createAttemptBench();
    const { clock, service, activities, work, attempt } = bench;
    foreignTasks(bench, 500);
    await clock.advance(24 * 3_600_000);
    const { operation, account, input } = work();
    foreignTasks(bench, 10);
    const found = await clock.runUntil(
      attempt().run(() => activities.findRemote({ operation, account, input })),
    );
    expect(found).toEqual({});
    expect(service.calls.list).toBe(1);
  });

  it.each([5_000, 5_001])(
    'tells a list of %i tasks that ends from one too long to be searched',
    async (count) => {
      const bench = createAttemptBench();
      const { clock, service, activities, work, attempt } = bench;
      const { operation, account, input } = work();
      foreignTasks(bench, count);
      const search = attempt().run(() => activities.findRemote({ operation, account, input }));
      const end = await clock.runUntil(search.catch((error: unknown) => error));
      if (count === 5_000) expect(end).toEqual({});
      else expect(String(end)).toContain('the search was given up');
      expect(service.calls.list).toBe(50);
    },
  );

  it('does not take the task of another generation or operation for it', async () => {
    const { clock, activities, work, attempt } = createAttemptBench();
    const first = work();
    await clock.runUntil(attempt().run(() => activities.ingest(first)));
    const { operation, account, input } = first;
    for (const change of [{ generation: 2 }, { operationId: 'another' }]) {
      const search = { operation: { ...operation, ...change }, account, input };
      expect(await clock.runUntil(attempt().run(() => activities.findRemote(search)))).toEqual({});
    }
  });

  it('throws Transient when the list cannot be read', async () => {
    const { clock, service, activities, work, attempt } = createAttemptBench();
    service.fail('list', ittybitError('transient'));
    const { operation, account, input } = work();
    const failure = await clock.runUntil(
      rejectionOf(attempt().run(() => activities.findRemote({ operation, account, input }))),
    );
    expect(failure).toMatchObject({ type: 'Transient', nonRetryable: false });
  });
});
