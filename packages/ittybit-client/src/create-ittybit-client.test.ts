import { describe, expect, it } from 'vitest';
import type { CreateRequest } from './create-request.js';
import { API_KEY, failureOf, withFake } from './testing/with-fake.js';

const h = withFake();
const request: CreateRequest = {
  input: 'https://example.com/a.mov',
  kind: 'video',
  options: { format: 'mp4', layers: ['kept'] },
  output: 's3://bucket/a.mp4',
  metadata: { ours: 1 },
  webhookUrl: 'https://example.com/hook',
};

describe('create', () => {
  it('posts the documented body to /jobs with the key, as JSON', async () => {
    const { task, replayed } = await h.client().create(request);
    expect(task).toMatchObject({ id: 'job_1', state: 'running', metadata: { ours: 1 } });
    expect(replayed).toBe(false);
    const [seen] = h.fake.requests;
    expect(seen).toMatchObject({ method: 'POST', path: '/jobs' });
    expect(seen?.headers).toMatchObject({
      authorization: `Bearer ${API_KEY}`,
      'content-type': 'application/json',
      accept: 'application/json',
    });
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      input: request.input,
      kind: 'video',
      options: { format: 'mp4', layers: ['kept'] },
      output: 's3://bucket/a.mp4',
      metadata: { ours: 1 },
      webhook_url: 'https://example.com/hook',
    });
  });

  it('uses /tasks for everything when told so', async () => {
    const client = h.client({ api: 'tasks' });
    const { task } = await client.create(request);
    await client.get(task.id);
    await client.list();
    expect(h.fake.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /tasks',
      'GET /tasks/task_1',
      'GET /tasks',
    ]);
  });

  it('sends the same bytes for the same request', async () => {
    await h.client().create(request);
    await h.client().create(request);
    expect(h.fake.requests[1]?.body).toBe(h.fake.requests[0]?.body);
  });

  it('tells a replayed create by its 200', async () => {
    const first = await h.client().create(request, { idempotencyKey: 'op-1' });
    const second = await h.client().create(request, { idempotencyKey: 'op-1' });
    expect([first.replayed, second.replayed]).toEqual([false, true]);
    expect(second.task.id).toBe(first.task.id);
    expect(h.fake.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['op-1', 'op-1']);
  });

  it('makes its own key, once per call, so that a retry after a lost reply creates nothing twice', async () => {
    h.fake.answers.push({ trouble: 'dropAfterCreating' }, { status: 503 });
    const { task, replayed } = await h.client().create(request);
    expect({ id: task.id, replayed, tasks: h.fake.tasks.length }).toEqual({
      id: 'job_1',
      replayed: true,
      tasks: 1,
    });
    const keys = h.fake.requests.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    await h.client().create(request);
    expect(h.fake.requests[3]?.headers['idempotency-key']).not.toBe(keys[0]);
  });

  it.each([
    [{ ...request, options: { fps: 99 } }, {}],
    [{ ...request, metadata: { big: 1n } }, {}],
    [request, { idempotencyKey: '' }],
    [request, { idempotencyKey: 'line\nbreak' }],
    [request, { idempotencyKey: 'x'.repeat(256) }],
    [request, { requestTimeoutMs: -1 }],
  ])('refuses a wrong request before anything is sent (%#)', async (wrong, options) => {
    const error = await failureOf(h.client().create(wrong, options));
    expect(error).toMatchObject({ decision: 'badInput', operation: 'create', status: undefined });
    expect(h.fake.requests).toHaveLength(0);
  });
});

describe('get', () => {
  it('reads a task, below a base URL that has a path', async () => {
    h.fake.answers.push({ body: { id: 'job_1', status: 'some_new_status' } });
    const task = await h.client({ baseUrl: `${h.fake.url}/prefix` }).get('job_1');
    expect(task).toMatchObject({ id: 'job_1', status: 'some_new_status', state: 'running' });
    expect(h.fake.requests[0]?.path).toBe('/prefix/jobs/job_1');
  });

  it('keeps an odd id inside its path segment', async () => {
    expect((await failureOf(h.client().get('../x?y'))).decision).toBe('notFound');
    expect(h.fake.requests[0]?.path).toBe('/jobs/..%2Fx%3Fy');
    for (const id of ['', '.', '..', 'x'.repeat(201)]) {
      expect((await failureOf(h.client().get(id))).decision).toBe('badInput');
    }
    expect(h.fake.requests).toHaveLength(1);
  });
});

describe('atomic', () => {
  it('creates and reads single operations under /tasks, whatever form the pipelines have', async () => {
    const { atomic } = h.client();
    const input = { object: 'file', url: 'https://example.com/a.mov', codecs: { video: 'h264' } };
    const { task } = await atomic.create({ kind: 'probe', input }, { idempotencyKey: 'p-1' });
    expect(task).toMatchObject({ id: 'task_1', kind: 'probe', input: 'https://example.com/a.mov' });
    expect(JSON.parse(h.fake.requests[0]?.body ?? '')).toEqual({ kind: 'probe', input });
    expect((await atomic.get('task_1')).id).toBe('task_1');
    expect(h.fake.requests.map(({ path }) => path)).toEqual(['/tasks', '/tasks/task_1']);
    expect((await failureOf(atomic.get('task_9'))).decision).toBe('notFound');
  });

  it('requires the destination of an export and the ranges of encode options', async () => {
    const { atomic } = h.client();
    const input = { url: 'https://example.com/a.mov' };
    const wrong = [
      atomic.create({ kind: 'export', input, options: { url: 'https://x' } }),
      atomic.create({ kind: 'video', input, options: { fps: 0 } }),
      atomic.create({ kind: 'transcode' as 'probe', input }),
      atomic.create({ kind: 'probe', input: 'https://x' as unknown as { url: string } }),
    ];
    for (const call of wrong) expect((await failureOf(call)).decision).toBe('badInput');
    expect(h.fake.requests).toHaveLength(0);
    await atomic.create({ kind: 'export', input, options: { url: 's3://b/k', connection_id: 'conn_1' } });
    expect(h.fake.requests).toHaveLength(1);
  });
});
