import { describe, expect, it } from 'vitest';
import { startServer, VIDEO } from '../testing/start-server.js';

describe('createLedger', () => {
  it('groups creates by input, kind and options, whatever the key, the metadata and the path', async () => {
    const server = await startServer();
    await server.post('/tasks', { ...VIDEO, metadata: { a: 1 } }, { 'idempotency-key': 'one' });
    await server.post(
      '/jobs',
      { ...VIDEO, options: { format: 'mp4', width: 1280 } },
      { 'idempotency-key': 'two' },
    );
    await server.post('/tasks', { ...VIDEO, options: { width: 1281 } });
    const { groups, duplicates } = server.ledger.summary();
    expect(groups.map(({ creates }) => creates.map(({ idempotencyKey }) => idempotencyKey))).toEqual([
      ['one', 'two'],
      [null],
    ]);
    expect(duplicates).toHaveLength(1);
  });

  it('allows a second create once the first has ended without success', async () => {
    let now = Date.now();
    const server = await startServer({ clock: () => now });
    const body = { ...VIDEO, options: { simulate: { durationMs: 1000, ending: 'failed' } } };
    await server.post('/tasks', body);
    now += 1000;
    await server.post('/tasks', body);
    expect(server.ledger.summary().duplicates).toEqual([]);
    now += 999;
    const early = await server.post('/tasks', body);
    now += 10_000;
    expect(server.ledger.summary().duplicates).toMatchObject([
      { id: early.body.id, earlierStatus: 'failed' },
    ]);
  });

  it('counts a create after a success as a duplicate', async () => {
    const server = await startServer();
    const first = await server.post('/tasks', VIDEO);
    await server.get(`/tasks/${first.body.id}`);
    await server.post('/tasks', VIDEO);
    expect(server.ledger.summary().duplicates).toMatchObject([
      { earlierId: first.body.id, earlierStatus: 'succeeded' },
    ]);
  });

  it('allows a second create once the first has succeeded without an output', async () => {
    const server = await startServer({ faults: { rules: [{ fault: 'noOutput', count: 1 }] } });
    const first = await server.post('/tasks', VIDEO);
    await server.get(`/tasks/${first.body.id}`);
    const second = await server.post('/tasks', VIDEO);
    expect(server.ledger.summary().duplicates).toEqual([]);
    await server.get(`/tasks/${second.body.id}`);
    await server.post('/tasks', VIDEO);
    expect(server.ledger.summary().duplicates).toMatchObject([{ earlierId: second.body.id }]);
  });

  it('keeps creates, replays and requests over a restart', async () => {
    const first = await startServer();
    await first.post('/tasks', VIDEO, { 'idempotency-key': 'k' });
    await first.post('/tasks', VIDEO, { 'idempotency-key': 'k' });
    await first.get('/tasks');
    const before = first.ledger.summary();
    await first.close();
    const second = await startServer({ dataDir: first.dataDir });
    expect(second.ledger.summary()).toEqual(before);
    expect(before).toMatchObject({ creates: 1, replayed: 1, requests: { create: 2, list: 1 } });
  });
});
