import type { BatchStatus } from '@org/media-contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Catalog } from './catalog.js';
import type { KeyLimits } from './ports/api-key.js';
import type { BatchItemRow } from './ports/batch.js';
import type { EventRow } from './ports/event.js';
import { createCatalog } from './create-catalog.js';
import { migrateCatalog } from './migrate-catalog.js';
import { activityRow, batchRow, NOON, pipelineRow, pipelineUpdate } from './testing/rows.js';
import { servers, type TestDatabase } from './testing/test-database.js';

const LIMITS: KeyLimits = { requestsPerSecond: 10, burst: 20, runningPipelines: 5, queuedItems: 1_000 };
const never = new AbortController().signal;

describe.each(servers(process.env['DATABASE_URL']))('the catalog on %s', (_server, start) => {
  let database: TestDatabase;
  let catalog: Catalog;

  beforeAll(async () => {
    database = await start();
    const { connectionString } = database;
    await Promise.all([1, 2, 3, 4].map(() => migrateCatalog({ connectionString })));
    catalog = createCatalog({ connectionString });
    await catalog.tenants.create({ id: 'acme', name: 'Acme' });
    await catalog.tenants.create({ id: 'other', name: 'Other' });
  });
  afterAll(async () => {
    await catalog.close();
    await database.drop();
  });

  it('answers', async () => {
    await expect(catalog.ping(never)).resolves.toBeUndefined();
  });

  describe('tenants and keys', () => {
    it('keeps what is there when a tenant is created again', async () => {
      expect(await catalog.tenants.create({ id: 'acme', name: 'Another name' })).toMatchObject({
        name: 'Acme',
      });
      expect((await catalog.tenants.list()).map(({ id }) => id)).toEqual(['acme', 'other']);
      expect(await catalog.tenants.get('nobody')).toBeUndefined();
    });

    it('finds a key by its hash, also when it is revoked', async () => {
      const hash = new Uint8Array(32).fill(7);
      const key = { id: 'key_1', tenantId: 'acme', name: 'laptop', prefix: 'mk_abc', hash, limits: LIMITS };
      const created = await catalog.keys.create(key);
      expect(created).not.toHaveProperty('hash');
      expect(await catalog.keys.find(hash)).toEqual(created);
      await catalog.keys.touch('key_1', NOON);
      await catalog.keys.touch('key_1', NOON - 1);
      expect(await catalog.keys.revoke('key_1')).toBe(true);
      expect(await catalog.keys.revoke('key_1')).toBe(true);
      expect(await catalog.keys.revoke('key_2')).toBe(false);
      expect(await catalog.keys.find(hash)).toMatchObject({
        lastUsedAt: NOON,
        revokedAt: expect.any(Number) as number,
      });
      expect(await catalog.keys.find(new Uint8Array(32))).toBeUndefined();
      expect(await catalog.keys.list('other')).toEqual([]);
    });

    it('gives secrets back newest first, and to their tenant only', async () => {
      await catalog.secrets.add('acme', { id: 's1', sealed: Uint8Array.of(1) });
      await catalog.secrets.add('acme', { id: 's2', sealed: Uint8Array.of(2) });
      expect((await catalog.secrets.list('acme')).map(({ sealed }) => [...sealed])).toEqual([[2], [1]]);
      expect(await catalog.secrets.remove('other', 's1')).toBe(false);
      expect(await catalog.secrets.remove('acme', 's1')).toBe(true);
      expect(await catalog.secrets.list('other')).toEqual([]);
    });
  });

  describe('idempotency keys', () => {
    const claim = (own: object = {}) =>
      catalog.idempotency.claim({
        tenantId: 'acme',
        route: 'POST /v1/pipelines',
        key: 'once',
        bodyHash: Uint8Array.of(1),
        resourceId: 'pl_once',
        expiresAt: Date.now() + 60_000,
        ...own,
      });

    it('let exactly one of fifty at once be new, and give all the same resource', async () => {
      const claims = await Promise.all(
        Array.from({ length: 50 }, (_, index) => claim({ resourceId: `pl_${index}` })),
      );
      expect(claims.filter(({ state }) => state === 'new')).toHaveLength(1);
      expect(new Set(claims.map(({ resourceId }) => resourceId)).size).toBe(1);
    });

    it('tell another body from the same one', async () => {
      expect(await claim()).toMatchObject({ state: 'same' });
      expect(await claim({ bodyHash: Uint8Array.of(2) })).toMatchObject({ state: 'otherBody' });
    });

    it('mean nothing to another tenant or route, nor after their time', async () => {
      expect(await claim({ tenantId: 'other' })).toMatchObject({ state: 'new' });
      expect(await claim({ route: 'POST /v1/batches' })).toMatchObject({ state: 'new' });
      expect(await claim({ key: 'old', expiresAt: 1 })).toMatchObject({ state: 'new' });
      expect(await claim({ key: 'old', bodyHash: Uint8Array.of(2) })).toMatchObject({ state: 'new' });
      await claim({ key: 'older', expiresAt: 1 });
      expect(await catalog.retention.forgetKeys(2)).toBe(1);
    });
  });

  describe('a projection', () => {
    it('fills the row that the starter wrote, and keeps what only the starter knew', async () => {
      const id = 'pl_filled';
      await catalog.pipelines.insertStarted(pipelineRow({ id, keyId: 'key_1', requestId: 'req' }));
      await catalog.projection.save([
        pipelineUpdate(9, {
          runId: 'run-filled',
          pipeline: {
            id,
            state: 'succeeded',
            closedAt: NOON + 5,
            stages: [{ stage: 'ingest', state: 'succeeded', generation: 1, remoteId: 'task' }],
          },
          files: [
            { id: 'f1', tenantId: 'acme', workflowId: id, assetId: 'as_1', role: 'ingest', createdAt: NOON },
          ],
        }),
      ]);
      expect(await catalog.pipelines.get('acme', id)).toMatchObject({
        state: 'succeeded',
        keyId: 'key_1',
        requestId: 'req',
        stages: [{ stage: 'ingest', state: 'succeeded', generation: 1, remoteId: 'task' }],
      });
      expect(await catalog.files.ofWorkflow('acme', id)).toHaveLength(1);
      await catalog.pipelines.insertStarted(pipelineRow({ id }));
      expect(await catalog.pipelines.get('acme', id)).toMatchObject({ state: 'succeeded' });
    });

    it('is changed neither by a repeated nor by a late write, nor by one that goes on from elsewhere', async () => {
      const id = 'pl_guarded';
      const event = { type: 'stage.started', data: {}, at: NOON };
      const at = (lastEventId: number, state: 'running' | 'parked' | 'failed', afterEventId?: number) =>
        pipelineUpdate(lastEventId, {
          pipeline: { id, runId: 'run-guarded', state },
          runId: 'run-guarded',
          events: [event],
          ...(afterEventId !== undefined && { afterEventId }),
        });
      await catalog.projection.save([at(5, 'running'), at(8, 'parked', 5)]);
      await catalog.projection.save([
        at(8, 'failed', 5),
        at(3, 'failed'),
        at(9, 'failed', 7),
        at(8, 'failed', 8),
      ]);
      await catalog.projection.save([{ ...at(9, 'failed', 5), runId: 'run-never-seen' }]);
      expect(await catalog.pipelines.get('acme', id)).toMatchObject({ state: 'parked' });
      expect((await catalog.events.after('acme', id, 0, 10)).map(({ seq }) => seq)).toEqual([1, 2]);
    });

    it('numbers the events of a resource without gaps, however many write at once', async () => {
      const writers = Array.from({ length: 20 }, (_, index) => [
        pipelineUpdate(index + 1, {
          pipeline: { id: 'pl_events' },
          runId: `run-events-${index}`,
          events: [1, 2].map((n) => ({ type: `e${index}.${n}`, data: { n }, at: NOON })),
        }),
      ]);
      await Promise.all(writers.map((updates) => catalog.projection.save(updates)));
      const events = await catalog.events.after('acme', 'pl_events', 0, 1_000);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      expect(events).toHaveLength(40);
      expect(await catalog.events.after('acme', 'pl_events', events.length - 1, 10)).toHaveLength(1);
    });

    it('wakes who listens, once the events can be read', async () => {
      const stop = new AbortController();
      const read: (readonly EventRow[])[] = [];
      let ready = (): void => undefined;
      const listening = new Promise<void>((resolve) => (ready = resolve));
      const woken = new Promise<void>((resolve) => {
        const onEvents = (id: string): void => {
          void catalog.events.after('acme', id, 0, 10).then((rows) => {
            read.push(rows);
            resolve();
          });
        };
        void catalog.events.listen(
          {
            onEvents,
            onGap: () => {
              ready();
            },
          },
          stop.signal,
        );
      });
      await listening;
      const event = { type: 'pipeline.started', data: {}, at: NOON };
      await catalog.projection.save([
        pipelineUpdate(1, { runId: 'run-woken', pipeline: { id: 'pl_woken' }, events: [event] }),
      ]);
      await woken;
      stop.abort();
      expect(read[0]?.map(({ type }) => type)).toEqual(['pipeline.started']);
    });

    it('keeps what activities took and gave as it was, but for what PostgreSQL cannot keep', async () => {
      const id = 'pl_values';
      const input = {
        text: 'a "b" \\u0000 \\ {}',
        list: [1, null, 1.5, true, 'x'],
        none: null,
        deep: { a: {} },
      };
      const values = [input, 'a text', 17, false, [], ['a', null], { 'a\0b': 'c\0d', half: '\ud800!' }];
      const activities = values.map((value, index) => {
        const place = {
          workflowId: id,
          runId: 'run-v',
          scheduledEventId: index + 1,
          scheduledAt: NOON + index,
        };
        return activityRow({ ...place, input: value, output: value });
      });
      await catalog.projection.save([pipelineUpdate(9, { runId: 'run-v', pipeline: { id }, activities })]);
      const { items } = await catalog.activities.list('acme', id, { limit: 10 });
      const kept = [...values.slice(0, -1), { 'a\ufffdb': 'c\ufffdd', half: '\ufffd!' }];
      expect(items.map((row) => row.input)).toEqual(kept);
      expect(items.map((row) => row.output)).toEqual(kept);
    });

    it('keeps activities of every run in the order in which they were scheduled', async () => {
      const id = 'pl_activities';
      const activity = (runId: string, scheduledEventId: number, scheduledAt: number) =>
        activityRow({ workflowId: id, runId, scheduledEventId, scheduledAt });
      const many = Array.from({ length: 4_500 }, (_, index) => activity('run-1', index + 5, NOON + index));
      await catalog.projection.save([
        pipelineUpdate(9_000, { runId: 'run-a1', pipeline: { id }, activities: many }),
        pipelineUpdate(9, {
          pipeline: { id, runId: 'run-2' },
          runId: 'run-a2',
          activities: [activity('run-2', 5, NOON + 9_999)],
        }),
      ]);
      const first = await catalog.activities.list('acme', id, { limit: 200 });
      expect(first.items.map(({ scheduledEventId }) => scheduledEventId).slice(0, 3)).toEqual([5, 6, 7]);
      let [page, count] = [first, 0];
      for (;;) {
        count += page.items.length;
        if (page.nextCursor === undefined) break;
        page = await catalog.activities.list('acme', id, { limit: 200, cursor: page.nextCursor });
      }
      expect(count).toBe(4_501);
      expect(page.items.at(-1)).toMatchObject({ runId: 'run-2', output: { ok: true } });
    });

    it('knows which runs it has not read to their ends, and where it stands with them', async () => {
      const run = (workflowId: string) => ({ workflowId, runId: `run-of-${workflowId}` });
      await catalog.projection.save([
        pipelineUpdate(9, { ...run('pl_ended'), runEnded: true, pipeline: { id: 'pl_ended' } }),
        pipelineUpdate(7, { ...run('pl_open'), pipeline: { id: 'pl_open' } }),
      ]);
      const asked = [run('pl_ended'), run('pl_open'), run('pl_unknown')];
      expect(await catalog.projection.unfinished(asked)).toEqual([
        { ...run('pl_open'), lastEventId: 7 },
        { ...run('pl_unknown'), lastEventId: 0 },
      ]);
      expect(await catalog.projection.open()).toContainEqual({
        kind: 'pipeline',
        ...run('pl_open'),
        lastEventId: 7,
      });
    });

    it('is made by one process at a time', async () => {
      const inside: string[] = [];
      const first = catalog.projection.asOnlyOne(async () => {
        inside.push(String(await catalog.projection.asOnlyOne(async () => 'second', never)));
        return 'first';
      }, never);
      expect(await first).toBe('first');
      expect(inside).toEqual(['undefined']);
      expect(await catalog.projection.asOnlyOne(async () => 'again', never)).toBe('again');
      const failing = async (): Promise<never> => {
        throw new RangeError('of the work itself');
      };
      await expect(catalog.projection.asOnlyOne(failing, never)).rejects.toThrow(RangeError);
    });
  });

  describe('batches', () => {
    const status = (at: number, succeeded: number): BatchStatus =>
      ({
        phase: 'running',
        startedAt: NOON,
        at,
        account: 'default',
        counts: {
          total: 10,
          succeeded,
          failed: 0,
          cancelled: 0,
          invalid: 0,
          repeated: 0,
          notStarted: 0,
          inFlight: 1,
          waiting: 0,
        },
        kinds: {},
        concurrency: { total: 1 },
        remoteCalls: 0,
        throttledMs: 0,
      }) as BatchStatus;

    it('are counted by their last answer, whatever order answers come in', async () => {
      await catalog.batches.insertStarted(batchRow({ id: 'bt_counted', keyId: 'key_1' }));
      await catalog.projection.saveBatchStatus('bt_counted', status(NOON + 2, 4));
      await catalog.projection.saveBatchStatus('bt_counted', status(NOON + 1, 1));
      const told = [{ type: 'batch.progress', data: {}, at: NOON }];
      await catalog.projection.saveBatchStatus('bt_counted', status(NOON + 2, 9), told);
      expect(await catalog.events.after('acme', 'bt_counted', 0, 10)).toEqual([]);
      expect(await catalog.batches.get('acme', 'bt_counted')).toMatchObject({ counts: { succeeded: 4 } });
      expect(await catalog.batches.countQueuedItems('acme', 'key_1')).toBe(6);
      const update = {
        ...pipelineUpdate(9),
        kind: 'batch' as const,
        workflowId: 'bt_counted',
        pipeline: undefined,
      };
      const closed = batchRow({ id: 'bt_counted', keyId: 'key_1', state: 'completed', closedAt: NOON + 9 });
      const { pipeline: _none, ...rest } = update;
      await catalog.projection.save([{ ...rest, batch: closed }]);
      await catalog.projection.saveBatchStatus('bt_counted', status(NOON + 3, 5));
      expect(await catalog.batches.get('acme', 'bt_counted')).toMatchObject({
        state: 'completed',
        counts: { succeeded: 5 },
      });
      expect(await catalog.batches.countQueuedItems('acme', 'key_1')).toBe(0);
    });
  });

  describe('the items of a batch', () => {
    const save = (lastEventId: number, items: readonly BatchItemRow[]) =>
      catalog.projection.save([
        {
          kind: 'batch',
          workflowId: 'bt_items',
          runId: 'run-items',
          lastEventId,
          afterEventId: lastEventId - 1,
          batch: batchRow({ id: 'bt_items', runId: 'run-items' }),
          ...{ activities: [], files: [], events: [], callbacks: [] },
          items,
        },
      ]);
    const begun = (index: number): BatchItemRow => {
      const url = `https://media.test/${index}`;
      return { index, state: 'running', kind: 'image', line: index + 1, itemId: `item-${index}`, url };
    };
    const ended = (index: number, state: BatchItemRow['state']): BatchItemRow => ({
      ...{ index, state, kind: 'image', startedAt: NOON, endedAt: NOON + 1 },
    });

    it('are listed as they began and ended, page by page, all or in one state', async () => {
      await save(1, [3, 1, 0, 2].map(begun));
      // What is read again after a hand-over has ended by then, or not.
      await save(2, [ended(1, 'failed'), ended(0, 'succeeded'), begun(1), begun(3)]);
      await save(3, [begun(0), ended(4, 'failed'), ended(4, 'cancelled')]);
      const first = await catalog.batches.listItems('acme', 'bt_items', { limit: 3 });
      expect(first.items).toEqual([
        { ...begun(0), ...ended(0, 'succeeded') },
        { ...begun(1), ...ended(1, 'failed') },
        begun(2),
      ]);
      const cursor = first.nextCursor ?? '';
      const second = await catalog.batches.listItems('acme', 'bt_items', { limit: 3, cursor });
      expect(second).toEqual({ items: [begun(3), ended(4, 'cancelled')] });
      const failed = await catalog.batches.listItems('acme', 'bt_items', { limit: 3, state: 'failed' });
      expect(failed.items.map(({ index }) => index)).toEqual([1]);
      const wrong = catalog.batches.listItems('acme', 'bt_items', { limit: 3, cursor: 'nonsense' });
      await expect(wrong).rejects.toMatchObject({ code: 'invalidCursor' });
    });
  });

  describe('lists', () => {
    it('go through every row once, newest first, also where times are the same', async () => {
      const ids = Array.from({ length: 25 }, (_, index) => `pl_list_${String(index).padStart(2, '0')}`);
      for (const [index, id] of ids.entries()) {
        const createdAt = NOON + 100_000 + Math.floor(index / 5);
        await catalog.pipelines.insertStarted(pipelineRow({ id, createdAt, batchId: 'bt_list' }));
      }
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const filter = { batchId: 'bt_list', limit: 7, ...(cursor !== undefined && { cursor }) };
        const page = await catalog.pipelines.list('acme', filter);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(seen).toEqual(ids.toReversed());
    });

    it('filter by state and time', async () => {
      const window = { createdAfter: NOON + 100_000, createdBefore: NOON + 100_001, limit: 100 };
      expect((await catalog.pipelines.list('acme', window)).items).toHaveLength(5);
      expect((await catalog.pipelines.list('acme', { ...window, state: 'failed' })).items).toEqual([]);
      expect(await catalog.pipelines.countRunning('acme', 'key_9')).toBe(0);
    });

    it('refuse a cursor of another list, and none at all', async () => {
      for (const cursor of ['nonsense', Buffer.from('["batches",1,"a"]').toString('base64url')]) {
        await expect(catalog.pipelines.list('acme', { limit: 1, cursor })).rejects.toMatchObject({
          code: 'invalidCursor',
        });
      }
    });
  });

  describe('callbacks', () => {
    const callback = { event: 'pipeline.succeeded', url: 'https://hooks.test', payload: '{"type":"x"}' };
    const attempt = (n: number, replay = 0) => ({ attempt: n, replay, at: NOON, durationMs: 5 });

    it('are written once, taken up once, and end as their attempts say', async () => {
      const update = pipelineUpdate(9, {
        runId: 'run-cb',
        pipeline: { id: 'pl_cb' },
        callbacks: [{ id: 'cb_1', ...callback }],
      });
      await catalog.projection.save([update, { ...update, lastEventId: 10, afterEventId: 9 }]);
      expect(await catalog.callbacks.pending(10)).toEqual([{ id: 'cb_1', tenantId: 'acme', replays: 0 }]);
      await catalog.callbacks.markDelivering('cb_1');
      expect(await catalog.callbacks.pending(10)).toEqual([]);
      const again = { state: 'delivering', nextAttemptAt: NOON + 5_000 } as const;
      await catalog.callbacks.recordAttempt('cb_1', { ...attempt(1), status: 500 }, again);
      await catalog.callbacks.recordAttempt('cb_1', { ...attempt(1), status: 500 }, again);
      expect(await catalog.callbacks.load('cb_1')).toMatchObject({
        attempts: 1,
        nextAttemptAt: NOON + 5_000,
      });
      await catalog.callbacks.recordAttempt('cb_1', { ...attempt(2), error: 'no answer' }, { state: 'dead' });
      expect(await catalog.callbacks.replay('acme', 'cb_1')).toBe(1);
      expect(await catalog.callbacks.replay('acme', 'cb_1')).toBeUndefined();
      await catalog.callbacks.recordAttempt('cb_1', { ...attempt(3), status: 200 }, { state: 'delivered' });
      expect(await catalog.callbacks.load('cb_1')).toMatchObject({ state: 'pending' });
      await catalog.callbacks.recordAttempt(
        'cb_1',
        { ...attempt(1, 1), status: 200 },
        { state: 'delivered' },
      );
      const row = await catalog.callbacks.get('acme', 'cb_1');
      expect(row).toMatchObject({ state: 'delivered', replays: 1, deliveredAt: NOON + 5 });
      expect(row).not.toHaveProperty('nextAttemptAt');
      expect((await catalog.callbacks.attempts('acme', 'cb_1')).map(({ replay }) => replay)).toEqual([
        0, 0, 0, 1,
      ]);
      const list = await catalog.callbacks.list('acme', {
        limit: 10,
        resourceId: 'pl_cb',
        state: 'delivered',
      });
      expect(list.items).toHaveLength(1);
    });

    it('that nobody delivers any more are found once they are late, and can be replayed', async () => {
      const update = pipelineUpdate(9, {
        runId: 'run-late',
        pipeline: { id: 'pl_late' },
        callbacks: [{ id: 'cb_late', ...callback }],
      });
      await catalog.projection.save([update]);
      const { createdAt = 0 } = (await catalog.callbacks.load('cb_late')) ?? {};
      expect(await catalog.callbacks.overdue(createdAt + 1, 10)).toEqual([]);
      await catalog.callbacks.markDelivering('cb_late');
      expect(await catalog.callbacks.overdue(createdAt, 10)).toEqual([]);
      expect(await catalog.callbacks.overdue(createdAt + 1, 10)).toEqual([{ id: 'cb_late', replays: 0 }]);
      await catalog.callbacks.abandon('cb_late', 1);
      expect(await catalog.callbacks.load('cb_late')).toMatchObject({ state: 'delivering' });
      await catalog.callbacks.abandon('cb_late', 0);
      expect(await catalog.callbacks.load('cb_late')).toMatchObject({ state: 'dead' });
      expect(await catalog.callbacks.replay('acme', 'cb_late')).toBe(1);
      await catalog.callbacks.abandon('cb_late', 0);
      expect(await catalog.callbacks.load('cb_late')).toMatchObject({ state: 'pending' });
      await catalog.callbacks.markDelivering('cb_late');
    });
  });

  it('knows the redrives of a line that have not ended', async () => {
    const runs = [
      { id: 'pl_line', state: 'failed', closedAt: NOON },
      { id: 'pl_line-redrive-1', state: 'failed', closedAt: NOON, redriveOf: 'pl_line' },
      { id: 'pl_line-redrive-2', redriveOf: 'pl_line-redrive-1' },
      { id: 'pl_other-redrive', redriveOf: 'pl_other' },
    ] as const;
    await catalog.projection.save(
      runs.map((pipeline) => pipelineUpdate(1, { runId: `run-of-${pipeline.id}`, pipeline })),
    );
    expect(await catalog.redrives.openOf('pl_line')).toEqual(['pl_line-redrive-2']);
    expect(await catalog.redrives.openOf('pl_line-redrive-2')).toEqual([]);
    expect(await catalog.redrives.openOf('pl_nobody')).toEqual([]);
  });

  describe('assets', () => {
    it('are one per source, and forget nothing', async () => {
      const asset = { tenantId: 'acme', source: 'https://media.test/asset.mp4' };
      const first = await catalog.assets.upsert({ ...asset, id: 'as_1', digest: 'abc' });
      const again = await catalog.assets.upsert({ ...asset, id: 'as_2', sizeBytes: 5 });
      expect(again).toEqual({ ...first, sizeBytes: 5 });
      expect(await catalog.assets.get('acme', 'as_1')).toEqual(again);
      expect((await catalog.assets.list('acme', { limit: 10 })).items).toHaveLength(1);
      expect((await catalog.files.ofAsset('acme', 'as_1', { limit: 10 })).items).toHaveLength(1);
    });

    it('are created once, and stay as they were', async () => {
      const asset = { id: 'as_once', tenantId: 'acme', source: 'upload:as_once' };
      const first = await catalog.assets.create({ ...asset, key: 'uploads/1', digest: 'aa' });
      expect(first).toMatchObject({ key: 'uploads/1', digest: 'aa' });
      expect(await catalog.assets.create({ ...asset, key: 'uploads/2', digest: 'bb' })).toEqual(first);
    });

    it('say which objects they name, to their own tenant', async () => {
      await catalog.assets.create({ id: 'as_k', tenantId: 'acme', source: 'upload:as_k', key: 'uploads/k' });
      const keys = ['uploads/k', 'uploads/none'];
      expect(await catalog.assets.keysInUse('acme', keys)).toEqual(new Set(['uploads/k']));
      expect(await catalog.assets.keysInUse('other', keys)).toEqual(new Set());
    });
  });

  it('shows a tenant nothing of another one, whatever is asked', async () => {
    const page = { limit: 10 };
    const other = {
      pipeline: await catalog.pipelines.get('other', 'pl_filled'),
      pipelines: (await catalog.pipelines.list('other', page)).items,
      running: await catalog.pipelines.countRunning('other', 'key_1'),
      batch: await catalog.batches.get('other', 'bt_counted'),
      batches: (await catalog.batches.list('other', page)).items,
      items: (await catalog.batches.listItems('other', 'bt_items', page)).items,
      queued: await catalog.batches.countQueuedItems('other', 'key_1'),
      activities: (await catalog.activities.list('other', 'pl_activities', page)).items,
      events: await catalog.events.after('other', 'pl_events', 0, 10),
      asset: await catalog.assets.get('other', 'as_1'),
      assets: (await catalog.assets.list('other', page)).items,
      filesOfAsset: (await catalog.files.ofAsset('other', 'as_1', page)).items,
      filesOfWorkflow: await catalog.files.ofWorkflow('other', 'pl_filled'),
      callback: await catalog.callbacks.get('other', 'cb_1'),
      callbacks: (await catalog.callbacks.list('other', page)).items,
      attempts: await catalog.callbacks.attempts('other', 'cb_1'),
      replay: await catalog.callbacks.replay('other', 'cb_1'),
      secrets: await catalog.secrets.list('other'),
      keys: await catalog.keys.list('other'),
    };
    const shown = Object.entries(other).filter(([, answer]) => !isNothing(answer));
    expect(shown).toEqual([]);
  });

  it('finds what has outlived its retention, and removes it with everything that belongs to it', async () => {
    const DAY_MS = 24 * 60 * 60 * 1_000;
    await catalog.tenants.create({ id: 'short', name: 'Short', retentionDays: 1 });
    const pipeline = pipelineRow({
      id: 'pl_expired',
      tenantId: 'short',
      assetId: 'as_old',
      closedAt: NOON,
      state: 'failed',
    });
    const event = { type: 'pipeline.failed', data: {}, at: NOON };
    await catalog.projection.save([
      pipelineUpdate(9, {
        runId: 'run-expired',
        pipeline,
        files: [
          {
            id: 'f_old',
            tenantId: 'short',
            workflowId: 'pl_expired',
            role: 'ingest',
            key: 'out/1',
            createdAt: NOON,
          },
        ],
        events: [event],
        callbacks: [{ id: 'cb_old', event: 'pipeline.failed', url: 'https://hooks.test', payload: '{}' }],
      }),
    ]);
    await catalog.batches.insertStarted(batchRow({ id: 'bt_expired', tenantId: 'short', closedAt: NOON }));
    await catalog.assets.upsert({ id: 'as_old', tenantId: 'short', source: 'upload', key: 'uploads/1' });
    const tenant = await catalog.tenants.get('short');
    if (!tenant) throw new Error('no tenant');
    expect(await catalog.retention.expired(tenant, NOON + DAY_MS, 10)).toEqual([]);
    const later = Date.now() + 2 * DAY_MS;
    const expired = await catalog.retention.expired(tenant, later, 10);
    expect(expired).toEqual([
      { kind: 'pipeline', id: 'pl_expired', keys: ['out/1'], prefixes: [] },
      { kind: 'batch', id: 'bt_expired', keys: [], prefixes: ['batches/bt_expired/run-1/'] },
    ]);
    await catalog.retention.remove('other', expired);
    expect(await catalog.retention.expired(tenant, later, 1)).toHaveLength(1);
    await catalog.retention.remove('short', expired);
    // The asset was held by its pipeline.
    const [asset] = await catalog.retention.expired(tenant, later, 10);
    expect(asset).toEqual({ kind: 'asset', id: 'as_old', keys: ['uploads/1'], prefixes: [] });
    if (asset) await catalog.retention.remove('short', [asset]);
    expect(await catalog.retention.expired(tenant, later, 10)).toEqual([]);
    expect(await catalog.events.after('short', 'pl_expired', 0, 10)).toEqual([]);
    expect(await catalog.callbacks.load('cb_old')).toBeUndefined();
    await catalog.tenants.setRetention('short', undefined);
    expect(
      await catalog.retention.expired({ ...tenant, retentionDays: undefined } as never, later, 10),
    ).toEqual([]);
  });
});

function isNothing(answer: unknown): boolean {
  return answer === undefined || answer === 0 || (Array.isArray(answer) && answer.length === 0);
}

describe('a database that is away', () => {
  it('is told as such, and can be asked again', async () => {
    const catalog = createCatalog({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
    await expect(catalog.ping(never)).rejects.toMatchObject({ name: 'CatalogError', code: 'unavailable' });
    await expect(catalog.projection.asOnlyOne(async () => 1, never)).rejects.toMatchObject({
      code: 'unavailable',
    });
    await catalog.close();
  });
});
