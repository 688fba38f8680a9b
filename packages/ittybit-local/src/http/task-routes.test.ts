import { describe, expect, it } from 'vitest';
import { startServer, VIDEO, type Body, type TestServer } from '../testing/start-server.js';

async function create(
  server: TestServer,
  count: number,
  change: (index: number) => object = () => ({}),
): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    ids.push((await server.post('/jobs', { ...VIDEO, ...change(index) })).body.id);
  }
  return ids;
}

async function listIds(server: TestServer, query: string): Promise<string[]> {
  const { body } = await server.get(`/jobs${query}`);
  return (body as unknown as Body[]).map(({ id }) => id);
}

describe('taskRoutes', () => {
  it('lists newest first, 20 at a time, and says whether there is more', async () => {
    const server = await startServer();
    expect((await server.get('/jobs')).text).toBe('[]');
    const ids = (await create(server, 25)).reverse();
    const page = await server.get('/jobs');
    expect((page.body as unknown as Body[]).map(({ id }) => id)).toEqual(ids.slice(0, 20));
    expect(page.headers.get('limit')).toBe('20');
    expect(page.headers.get('has-more')).toBe('true');
    const next = /^<([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1] ?? '';
    const last = await server.get(next);
    expect((last.body as unknown as Body[]).map(({ id }) => id)).toEqual(ids.slice(20));
    expect([last.headers.get('has-more'), last.headers.get('link')]).toEqual(['false', null]);
  });

  it('pages by after and before in both orders', async () => {
    const server = await startServer();
    const ids = await create(server, 5);
    const [a, b, c, d, e] = ids as [string, string, string, string, string];
    expect(await listIds(server, `?after=${c}`)).toEqual([b, a]);
    expect(await listIds(server, `?before=${c}`)).toEqual([e, d]);
    expect(await listIds(server, `?before=${a}&limit=2`)).toEqual([c, b]);
    expect(await listIds(server, `?order=asc&after=${c}`)).toEqual([d, e]);
    expect(await listIds(server, `?order=asc&before=${c}`)).toEqual([a, b]);
    expect(await listIds(server, `?order=asc&limit=2`)).toEqual([a, b]);
    expect(await listIds(server, `?after=${e}&before=${b}`)).toEqual([d, c]);
  });

  it('filters by kind, status and exact input, alone and together', async () => {
    const server = await startServer();
    const ids = await create(server, 4, (index) => ({
      kind: index % 2 ? 'audio' : 'video',
      options: index === 3 ? { simulate: { ending: 'failed' } } : {},
      input: `https://media.example/${index}.mp4`,
    }));
    await server.get('/jobs');
    expect(await listIds(server, '?kind=audio')).toEqual([ids[3], ids[1]]);
    expect(await listIds(server, '?status=failed')).toEqual([ids[3]]);
    expect(await listIds(server, '?status=succeeded&kind=video')).toEqual([ids[2], ids[0]]);
    expect(await listIds(server, `?input=${encodeURIComponent('https://media.example/1.mp4')}`)).toEqual([
      ids[1],
    ]);
    expect(
      await listIds(server, `?kind=video&input=${encodeURIComponent('https://media.example/1.mp4')}`),
    ).toEqual([]);
    expect(await listIds(server, '?status=cancelled')).toEqual([]);
  });

  it('keeps jobs and tasks apart and leaves children out of lists', async () => {
    const server = await startServer();
    await server.post('/jobs', VIDEO);
    const task = await server.post('/tasks', VIDEO);
    const [listed, ...others] = (await server.get('/tasks')).body as unknown as Body[];
    expect([listed?.id, others.length]).toEqual([task.body.id, 0]);
    expect(listed).not.toHaveProperty('steps');
  });

  it('refuses parameters out of range and unknown ones by name', async () => {
    const server = await startServer();
    for (const [query, message] of [
      ['?limit=0', /limit/],
      ['?limit=101', /limit/],
      ['?limit=x', /limit/],
      ['?order=up', /order/],
      ['?page=2', /page: not a parameter/],
      ['?after=job_none', /job_none is not/],
    ] as const) {
      const answer = await server.get(`/jobs${query}`);
      expect([answer.status, answer.body.kind], query).toEqual([400, 'request_invalid']);
      expect(answer.body.message).toMatch(message);
    }
    expect((await server.get('/jobs?limit=100')).status).toBe(200);
  });
});
