import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import type { WriteManifestInput } from '@org/media-contracts';
import { createMemoryStore } from '../../testing/memory-store.js';
import { quietLogger, rejectionOf } from '../../testing/attempt-bench.js';
import { rowOf, storeBatch, PREFIX, type ListLine } from '../../testing/stored-batch.js';
import { createResultActivities } from './create-result-activities.js';

const LINES: readonly ListLine[] = [
  { is: 'item', kind: 'video', outcome: 'succeeded' },
  { is: 'item', kind: 'video', outcome: 'failed' },
];

function environment(): MockActivityEnvironment {
  return new MockActivityEnvironment({ heartbeatTimeoutMs: 20_000 }, { logger: quietLogger });
}

describe('createResultActivities', () => {
  it('writes shards, and a manifest of them', async () => {
    const store = createMemoryStore();
    const { writeShard, writeManifest } = createResultActivities({ store });
    const input = storeBatch(store, { lines: LINES, shards: [] });
    const rows = [rowOf(0, 'video', 'succeeded'), rowOf(1, 'video', 'failed')];
    const shard: unknown = await environment().run(() =>
      writeShard({ prefix: PREFIX, number: 1, runId: 'r1', rows }),
    );
    const { key: lastShard } = shard as { key: string };
    const written: unknown = await environment().run(() => writeManifest({ ...input, lastShard }));
    expect(written).toMatchObject({
      key: `${PREFIX}/manifest.json`,
      counts: { total: 2, succeeded: 1, failed: 1 },
    });
  });

  it('tells in heartbeats how far it is', async () => {
    const store = createMemoryStore();
    const input = storeBatch(store, { lines: LINES });
    const told: unknown[] = [];
    const beats = environment();
    beats.on('heartbeat', (details: unknown) => told.push(details));
    // Time passes at once, so that there is a heartbeat at every turn.
    const clock = { now: () => 0, sleep: () => new Promise<void>((resolve) => setImmediate(resolve)) };
    await beats.run(() => createResultActivities({ store, clock }).writeManifest(input));
    expect(told).toContainEqual({ doing: 'readingResults', done: 1 });
    expect(told).toContainEqual({ doing: 'merging', done: 0, total: 2 });
  });

  it('ends as cancelled when it is cancelled, and publishes nothing', async () => {
    const running = environment();
    const store = createMemoryStore({
      refuse: (operation, key) => {
        if (operation === 'get' && key.includes('/pages/')) running.cancel();
        return undefined;
      },
    });
    const input = storeBatch(store, { lines: LINES });
    const failure = await rejectionOf(
      running.run(() => createResultActivities({ store }).writeManifest(input)),
    );
    expect(failure).toMatchObject({ name: 'CancelledFailure' });
    expect(store.objects.has(`${PREFIX}/manifest.json`)).toBe(false);
  });

  it.each([
    ['full', false, 'Transient'],
    ['readOnly', false, 'Transient'],
  ])('is tried again while the store is %s, with the reason', async (code, nonRetryable, type) => {
    const store = createMemoryStore({ refuse: (operation) => (operation === 'put' ? code : undefined) });
    const { writeShard } = createResultActivities({ store });
    const rows = [rowOf(0, 'video', 'succeeded')];
    const failure = await rejectionOf(
      environment().run(() => writeShard({ prefix: PREFIX, number: 1, runId: 'r1', rows })),
    );
    expect(failure).toMatchObject({ type, nonRetryable });
    expect(String(failure)).toContain('it is tried again until then');
  });

  it('is not tried again when results contradict the plan', async () => {
    const store = createMemoryStore();
    const input: WriteManifestInput = { ...storeBatch(store, { lines: LINES }), cursors: { video: 1 } };
    const failure = await rejectionOf(
      environment().run(() => createResultActivities({ store }).writeManifest(input)),
    );
    expect(failure).toMatchObject({ type: 'BadInput', nonRetryable: true });
    expect(String(failure)).toContain(`manifest of ${PREFIX}: index 1 (video 1) never started`);
  });
});
