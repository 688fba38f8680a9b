import { describe, expect, it, onTestFinished } from 'vitest';
import { startServer, temporaryFolder } from '../testing/start-server.js';
import { openDatabase } from './database.js';
import { listStatement, type ListQuery } from './task-list.js';

async function planOf(query: Partial<ListQuery>): Promise<string> {
  const database = openDatabase(await temporaryFolder(), () => undefined);
  onTestFinished(() => {
    database.close();
  });
  const { text, parameters } = listStatement({ collection: 'tasks', limit: 100, order: 'desc', ...query });
  const rows = database.sql.prepare(`EXPLAIN QUERY PLAN ${text}`).all(parameters);
  return rows.map((row) => String(row['detail'])).join('\n');
}

describe('listStatement', () => {
  const queries: [Partial<ListQuery>, RegExp][] = [
    [{}, /tasks_by_collection \(collection=\?\)/],
    [{ after: 'a' }, /tasks_by_collection \(collection=\? AND seq<\?\)/],
    [{ status: 'processing' }, /tasks_by_status \(collection=\? AND status=\?\)/],
    [{ kind: 'video' }, /tasks_by_kind \(collection=\? AND kind=\?\)/],
    [{ input: 'i' }, /tasks_by_input \(collection=\? AND input_url=\?\)/],
    [
      { input: 'i', kind: 'video', status: 'failed', before: 'a' },
      /tasks_by_input \(collection=\? AND input_url=\?/,
    ],
  ];
  it.each(queries)('looks %o up in an index and sorts nothing', async (query, index) => {
    const plan = await planOf(query);
    expect(plan).toMatch(index);
    expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
  });
});

describe('a server with many tasks', () => {
  it('still finds the page, the input and the one task', async () => {
    const server = await startServer();
    const { lastId } = server.tasks.createForeign({
      count: 100_000,
      duration: { distribution: 'constant', ms: 0 },
    });
    const page = await server.get('/tasks?limit=100&status=succeeded');
    expect(page.body).toHaveLength(100);
    expect(page.body).toMatchObject({ 0: { id: lastId } });
    const input = encodeURIComponent('https://foreign.example/foreign-17777.mp4');
    expect((await server.get(`/tasks?input=${input}`)).body).toHaveLength(1);
    expect((await server.get(`/tasks/${lastId}`)).body.status).toBe('succeeded');
  });
});
