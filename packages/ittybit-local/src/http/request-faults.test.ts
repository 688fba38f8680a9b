import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../schema/fault-schema.js';
import { startServer, until, VIDEO, type Body, type TestServer } from '../testing/start-server.js';

function startWith(...rules: FaultRule[]): Promise<TestServer> {
  return startServer({ faults: { rules } });
}

const KEY = { 'idempotency-key': 'k' };

describe('faults of requests', () => {
  it('throttles the next n requests with Retry-After and then no more', async () => {
    const server = await startWith({
      fault: 'tooManyRequests',
      retryAfterSeconds: 7,
      count: 2,
      route: 'create',
    });
    expect((await server.get('/tasks')).status).toBe(200);
    const answers = [
      await server.post('/tasks', VIDEO),
      await server.post('/tasks', VIDEO),
      await server.post('/tasks', VIDEO),
    ];
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 201]);
    expect(answers[0]?.headers.get('retry-after')).toBe('7');
    expect(server.tasks.count()).toBe(1);
    expect(server.ledger.summary().outcomes['create']).toEqual({ '429': 2, '201': 1 });
  });

  it('answers 5xx', async () => {
    const server = await startWith({ fault: 'serverError', status: 502, count: 1 });
    const answer = await server.get('/tasks');
    expect([answer.status, answer.body.kind]).toEqual([502, 'internal_error']);
  });

  it('holds requests back for the latency', async () => {
    const server = await startWith({ fault: 'latency', ms: 150, count: 1, route: 'get' });
    const startedAt = performance.now();
    expect((await server.get('/tasks/task_none')).status).toBe(404);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(140);
  });

  it('drops a connection before creating: nothing has happened', async () => {
    const server = await startWith({ fault: 'dropBefore', count: 1, route: 'create' });
    await expect(server.post('/tasks', VIDEO, KEY)).rejects.toThrow();
    expect(server.tasks.count()).toBe(0);
    expect(server.ledger.summary().outcomes['create']).toEqual({ droppedBefore: 1 });
  });

  it('drops a connection after creating: the task is there, and the same key finds it', async () => {
    const server = await startWith({ fault: 'dropAfter', count: 1, route: 'create' });
    await expect(server.post('/tasks', VIDEO, KEY)).rejects.toThrow();
    expect(server.tasks.count()).toBe(1);
    const again = await server.post('/tasks', VIDEO, KEY);
    expect(again.status).toBe(200);
    expect(server.ledger.summary()).toMatchObject({ creates: 1, replayed: 1, duplicates: [] });
    expect(server.ledger.summary().outcomes['create']).toEqual({ droppedAfter: 1, '200': 1 });
  });

  it('answers broken JSON and HTML with 200', async () => {
    const server = await startWith({ fault: 'malformedJson', count: 1 }, { fault: 'html', count: 1 });
    const broken = await server.post('/tasks', VIDEO);
    expect(() => JSON.parse(broken.text) as unknown).toThrow(SyntaxError);
    expect(broken.headers.get('content-type')).toContain('application/json');
    const html = await server.get('/tasks');
    expect([html.status, html.headers.get('content-type')]).toEqual([200, 'text/html']);
    expect((await server.get('/tasks')).body).toHaveLength(1);
  });
});

describe('faults of tasks', () => {
  it('lets a task hang for ever', async () => {
    let now = Date.now();
    const server = await startServer({ clock: () => now, faults: { rules: [{ fault: 'stuck', count: 1 }] } });
    const { body } = await server.post('/tasks', VIDEO);
    now += 30 * 24 * 3_600_000;
    expect((await server.get(`/tasks/${body.id}`)).body).toMatchObject({
      status: 'processing',
      finished_at: null,
    });
  });

  it('cancels, fails, and fails for good', async () => {
    const server = await startWith(
      { fault: 'cancelled', taskKind: 'audio' },
      { fault: 'failed', taskKind: 'image' },
      { fault: 'failed', permanent: true, inputIncludes: 'bad' },
    );
    const endOf = async (body: object): Promise<Body> => {
      const created = await server.post('/tasks', { ...VIDEO, options: {}, ...body });
      return (await server.get(`/tasks/${created.body.id}`)).body;
    };
    expect(await endOf({ kind: 'audio' })).toMatchObject({ status: 'cancelled', output: null });
    expect(await endOf({ kind: 'image' })).toMatchObject({
      status: 'failed',
      error: { kind: 'internal_error' },
    });
    const bad = await endOf({ input: 'https://media.example/bad.mp4' });
    expect(bad).toMatchObject({ status: 'failed', error: { kind: 'format_unsupported' } });
    expect(await endOf({})).toMatchObject({ status: 'succeeded' });
  });

  it('shows waiting first, an unknown status, and success without output', async () => {
    let now = Date.now();
    const server = await startServer({
      clock: () => now,
      simulation: { duration: { distribution: 'constant', ms: 1000 } },
      faults: {
        rules: [
          { fault: 'waitingFirst', ms: 500 },
          { fault: 'unknownStatus', status: 'odd' },
          { fault: 'noOutput' },
        ],
      },
    });
    const { body } = await server.post('/tasks', VIDEO);
    expect(body.status).toBe('waiting');
    const statusAt = async (ms: number): Promise<unknown> => {
      now += ms;
      return (await server.get(`/tasks/${body.id}`)).body.status;
    };
    expect(await statusAt(499)).toBe('waiting');
    expect(await statusAt(1)).toBe('odd');
    expect(await statusAt(1000)).toBe('succeeded');
    expect((await server.get(`/tasks/${body.id}`)).body['output']).toBeNull();
  });

  it('loses a task: 404 and not listed, and the ledger lets it be asked for again', async () => {
    const server = await startWith({ fault: 'lost', count: 1 });
    const lost = await server.post('/tasks', VIDEO);
    expect((await server.get(`/tasks/${lost.body.id}`)).status).toBe(404);
    expect((await server.get('/tasks')).text).toBe('[]');
    await server.post('/tasks', VIDEO);
    expect(server.ledger.summary()).toMatchObject({ creates: 2, duplicates: [] });
  });

  it('honours no keys: the same key creates again and the ledger counts a duplicate', async () => {
    const server = await startWith({ fault: 'ignoreIdempotencyKeys' });
    const [first, second] = [
      await server.post('/tasks', VIDEO, KEY),
      await server.post('/tasks', VIDEO, KEY),
    ];
    expect([first.status, second.status]).toEqual([201, 201]);
    const { duplicates } = server.ledger.summary();
    expect(duplicates).toMatchObject([{ id: second.body.id, earlierId: first.body.id }]);
  });
});

describe('faults of views', () => {
  it('lets a list lag behind, in members and in states', async () => {
    let now = Date.now();
    const server = await startServer({ clock: () => now });
    const { body } = await server.post('/tasks', VIDEO);
    server.faults.set({ rules: [{ fault: 'listLag', ms: 1000 }] });
    expect((await server.get('/tasks')).text).toBe('[]');
    expect((await server.get(`/tasks/${body.id}`)).body.status).toBe('succeeded');
    now += 1000;
    expect((await server.get('/tasks?status=succeeded')).body).toHaveLength(1);
    const slow = await server.post('/tasks', { ...VIDEO, options: { simulate: { durationMs: 2000 } } });
    now += 2500;
    expect((await server.get(`/tasks/${slow.body.id}`)).body.status).toBe('succeeded');
    const [listed] = (await server.get('/tasks?status=processing')).body as unknown as Body[];
    expect(listed).toMatchObject({ id: slow.body.id, status: 'processing', output: null, finished_at: null });
  });

  it('answers 404 for a known id', async () => {
    const server = await startWith({ fault: 'notFound', count: 1, route: 'get' });
    const { body } = await server.post('/tasks', VIDEO);
    expect((await server.get(`/tasks/${body.id}`)).body.kind).toBe('task_not_found');
    expect((await server.get(`/tasks/${body.id}`)).status).toBe(200);
  });

  it.each([
    ['string', { output: expect.stringContaining('/files/') as unknown }],
    ['url', { output: { url: expect.stringContaining('/files/') as unknown } }],
    ['file', { output: { object: 'file', kind: 'video', format: 'mp4', width: 1280 } }],
    ['outputs', { outputs: [{ kind: 'video', type: 'video/mp4' }] }],
    ['output_url', { output_url: expect.stringContaining('/files/') as unknown }],
  ] as const)('shows results as %s', async (shape, wanted) => {
    const server = await startWith({ fault: 'outputShape', shape });
    const { body } = await server.post('/tasks', VIDEO);
    expect((await server.get(`/tasks/${body.id}`)).body).toMatchObject(wanted);
  });

  it('does not echo metadata', async () => {
    const server = await startWith({ fault: 'noMetadata' });
    const { body } = await server.post('/tasks', { ...VIDEO, metadata: { a: 1 } });
    expect(body['metadata']).toEqual({});
    server.faults.reset();
    expect((await server.get(`/tasks/${body.id}`)).body['metadata']).toEqual({ a: 1 });
  });

  it('spares the admin routes and can be changed through them while running', async () => {
    const server = await startWith({ fault: 'serverError' });
    expect((await server.get('/tasks')).status).toBe(503);
    const rules = [{ fault: 'html', count: 1 }];
    const put = await server.call('PUT', '/_local/faults', { body: { rules } });
    expect(put.body['rules']).toEqual([{ rule: rules[0], applied: 0 }]);
    expect((await server.get('/tasks')).text).toContain('<html>');
    expect((await server.get('/_local/faults')).body['rules']).toEqual([{ rule: rules[0], applied: 1 }]);
    expect((await server.call('DELETE', '/_local/faults')).body['rules']).toEqual([]);
    const wrong = await server.call('PUT', '/_local/faults', { body: { rules: [{ fault: 'earthquake' }] } });
    expect([wrong.status, wrong.body.kind]).toEqual([400, 'request_invalid']);
    await until(
      () => server.get('/tasks'),
      ({ status }) => status === 200,
    );
  });
});
