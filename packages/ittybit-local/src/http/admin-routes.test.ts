import { describe, expect, it } from 'vitest';
import { startServer, VIDEO } from '../testing/start-server.js';

describe('adminRoutes', () => {
  it('creates foreign tasks that fill the lists, end by the clock, and are counted apart', async () => {
    let now = Date.now();
    const server = await startServer({ clock: () => now });
    const created = await server.post('/_local/tasks', {
      count: 30,
      duration: { distribution: 'constant', ms: 1000 },
    });
    expect([created.status, created.body['created']]).toEqual([201, 30]);
    await server.post('/tasks', VIDEO);
    expect((await server.get('/tasks?limit=100')).body).toHaveLength(31);
    const first = String(created.body['firstId']);
    expect((await server.get(`/tasks/${first}`)).body.status).toBe('processing');
    now += 1000;
    expect((await server.get(`/tasks/${first}`)).body.status).toBe('succeeded');
    expect(server.ledger.summary()).toMatchObject({ creates: 1, foreign: 30 });
    expect((await server.post('/_local/tasks', { count: 0 })).status).toBe(400);
  });

  it('cancels a task that has not ended', async () => {
    const server = await startServer({
      simulation: { duration: { distribution: 'constant', ms: 3_600_000 } },
    });
    const { body } = await server.post('/tasks', VIDEO);
    expect((await server.post(`/_local/tasks/${body.id}/cancel`, {})).status).toBe(200);
    expect((await server.get(`/tasks/${body.id}`)).body).toMatchObject({ status: 'cancelled', output: null });
    expect((await server.post(`/_local/tasks/${body.id}/cancel`, {})).status).toBe(404);
  });

  it('tells the ledger since a mark', async () => {
    const server = await startServer();
    const headers = { 'idempotency-key': 'k' };
    await server.post('/tasks', VIDEO, headers);
    const { body } = await server.post('/_local/ledger/mark', {});
    await server.post('/tasks', VIDEO, headers);
    await server.post('/tasks', { ...VIDEO, kind: 'audio', options: {} });
    const since = await server.get(`/_local/ledger?since=${String(body['mark'])}`);
    expect(since.body).toMatchObject({ creates: 1, replayed: 1, duplicates: [], requests: { create: 2 } });
    expect((await server.get('/_local/ledger')).body).toMatchObject({
      creates: 2,
      replayed: 1,
      requests: { create: 3 },
    });
    expect((await server.get('/_local/ledger?since=99')).status).toBe(400);
  });
});
