import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ResponseInfo } from './client-options.js';
import { failureOf, withFake } from './testing/with-fake.js';
import type { Answer } from './testing/fake-ittybit.js';

const h = withFake();
const once = { retry: { attempts: 1 } };
const ok: Answer = { body: { id: 'job_1', status: 'queued' } };

describe('send: decisions', () => {
  it.each([
    [400, 'badInput'],
    [401, 'accountBlocked'],
    [402, 'accountBlocked'],
    [403, 'accountBlocked'],
    [404, 'notFound'],
    [405, 'badInput'],
    [408, 'transient'],
    [409, 'conflict'],
    [410, 'badInput'],
    [413, 'badInput'],
    [422, 'badInput'],
    [429, 'throttled'],
    [500, 'transient'],
    [503, 'transient'],
  ])('takes %i as %s, with the words of the service', async (status, decision) => {
    h.fake.answers.push({
      status,
      headers: { 'x-request-id': 'req_1' },
      body: { kind: 'a_kind', message: 'In plain words.' },
    });
    const error = await failureOf(h.client(once).get('job_1'));
    expect(error).toMatchObject({
      name: 'IttybitError',
      decision,
      status,
      kind: 'a_kind',
      requestId: 'req_1',
      operation: 'get',
      attempts: [],
    });
    expect(error.message).toMatch(
      new RegExp(`^GET /jobs/job_1 was answered with ${status} \\(a_kind\\)\\. It said: In plain words\\.`),
    );
  });

  it('hints at the form of the API when a create or a list finds no path', async () => {
    h.fake.answers.push({ status: 404 });
    const error = await failureOf(h.client(once).create({ input: 'https://x/y', kind: 'audio' }));
    expect(error).toMatchObject({ decision: 'badInput', status: 404 });
    expect(error.message).toContain('`api` setting');
  });

  it('reads the older error envelope, and keeps a body that is not JSON as text', async () => {
    h.fake.answers.push(
      { status: 422, body: { meta: { request_id: 'req_2' }, data: null, error: { message: 'Old words.' } } },
      {
        status: 400,
        body: '<html>\n  <h1>Bad   gateway page</h1>',
        headers: { 'content-type': 'text/html' },
      },
    );
    const older = await failureOf(h.client(once).get('job_1'));
    expect(older).toMatchObject({ requestId: 'req_2', kind: undefined });
    expect(older.message).toContain('It said: Old words.');
    expect((await failureOf(h.client(once).get('job_1'))).message).toContain(
      '<html> <h1>Bad gateway page</h1>',
    );
  });

  it('tells how long to wait, in seconds or by a date, and nothing when that is malformed or absent', async () => {
    const retryAfter = (value: string): Answer => ({ status: 429, headers: { 'retry-after': value } });
    h.fake.answers.push(retryAfter('90'), retryAfter('Sat, 21 Nov 2026 09:31:00 GMT'), retryAfter('later'), {
      status: 429,
    });
    const waits = [];
    for (let index = 0; index < 4; index += 1)
      waits.push((await failureOf(h.client(once).get('job_1'))).retryAfterMs);
    expect(waits).toEqual([90_000, 60_000, undefined, undefined]);
  });

  it.each<[string, Answer, string]>([
    ['malformed JSON', { body: '{"id": "job_' }, 'not a task'],
    [
      'HTML with 200',
      { body: '<html>Sign in</html>', headers: { 'content-type': 'text/html' } },
      'text/html',
    ],
    ['JSON that is no task', { body: { ok: true } }, 'not a task (application/json): {"ok":true}'],
    ['JSON null', { body: null }, 'not a task'],
    ['an empty body', { body: '' }, 'nothing'],
    ['an answer that promises no body', { status: 204, body: '' }, 'answered with 204'],
    ['a lost connection', { trouble: 'drop' }, 'did not reach the service or lost its reply'],
    ['a reply that ends half-way', { trouble: 'halfBody' }, 'lost its reply'],
  ])('takes %s as transient', async (_, answer, message) => {
    h.fake.answers.push(answer);
    const error = await failureOf(h.client(once).get('job_1'));
    expect(error.decision).toBe('transient');
    expect(error.message).toContain(message);
  });

  it('takes an unreachable service as transient, and names the code of the system', async () => {
    await h.fake.close();
    const error = await failureOf(h.client(once).get('job_1'));
    expect(error).toMatchObject({ decision: 'transient', status: undefined });
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.cause).toBeInstanceOf(Error);
  });
});

describe('send: limits', () => {
  it('stops reading a reply that is longer than allowed', async () => {
    h.fake.answers.push(
      { trouble: 'endless' },
      { body: { id: 'job_1', status: 'queued', pad: 'x'.repeat(3_000) } },
    );
    const client = h.client({ ...once, maxResponseBytes: 2_000 });
    for (const _ of [1, 2]) {
      const error = await failureOf(client.get('job_1'));
      expect(error).toMatchObject({ decision: 'transient', status: 200 });
      expect(error.message).toContain('more than the 2000 bytes');
    }
    const bodyOf = (bytes: number): string => '{"id":"job_1","status":"queued"}'.padEnd(bytes);
    h.fake.answers.push({ body: bodyOf(2_000) }, { body: bodyOf(2_001) });
    expect((await client.get('job_1')).id).toBe('job_1');
    expect((await failureOf(client.get('job_1'))).message).toContain('more than the 2000 bytes');
  });

  it('keeps the decision of a refusal whose text is longer than allowed', async () => {
    h.fake.answers.push({ status: 402, body: 'y'.repeat(9_000) });
    expect((await failureOf(h.client({ ...once, maxResponseBytes: 1_000 }).get('job_1'))).decision).toBe(
      'accountBlocked',
    );
  });

  it('ends a request at its time, set for the client or the call, even if fetch ignores the signal', async () => {
    h.fake.answers.push({ trouble: 'silence' }, { trouble: 'silence' });
    const calls = [
      h.client({ ...once, requestTimeoutMs: 20 }).get('job_1'),
      h.client(once).get('job_1', { requestTimeoutMs: 20 }),
      h.client({ ...once, fetch: () => new Promise(() => undefined) }).get('job_1', { requestTimeoutMs: 20 }),
    ];
    for (const call of calls) {
      const error = await failureOf(call);
      expect(error.decision).toBe('transient');
      expect(error.message).toContain('no complete reply within 20 ms');
    }
  });

  it('ends a call at its total time: no wait that would pass it, and no request longer than what is left', async () => {
    h.fake.answers.push({ status: 500 }, { status: 500 }, ok);
    const retry = { attempts: 9, initialDelayMs: 1_000 };
    const error = await failureOf(h.client({ retry, totalTimeoutMs: 2_500 }).get('job_1'));
    expect(error).toMatchObject({ decision: 'transient', status: 500 });
    expect(h.clock.sleeps).toEqual([1_000]);
    h.fake.answers.splice(0, Infinity, { trouble: 'silence' });
    const late = await failureOf(h.client().get('job_1', { totalTimeoutMs: 30 }));
    expect(late.message).toContain('no complete reply within 30 ms');
  });
});

describe('send: retries', () => {
  it('retries what may pass, with its own back-off, up to three attempts', async () => {
    h.fake.answers.push({ status: 500 }, { trouble: 'drop' }, ok);
    expect((await h.client().get('job_1')).id).toBe('job_1');
    expect(h.clock.sleeps).toEqual([500, 1_000]);
  });

  it('keeps to Retry-After instead, without jitter', async () => {
    h.fake.answers.push(
      { status: 429, headers: { 'retry-after': '7' } },
      { status: 503, headers: { 'retry-after': '2' } },
      ok,
    );
    await h.client({ random: () => 0 }).get('job_1');
    expect(h.clock.sleeps).toEqual([7_000, 2_000]);
  });

  it('does not ask again before a long Retry-After has passed: the wait is for the caller', async () => {
    h.fake.answers.push({ status: 429, headers: { 'retry-after': '31' } }, ok);
    const error = await failureOf(h.client().get('job_1'));
    expect(error).toMatchObject({ decision: 'throttled', retryAfterMs: 31_000 });
    expect(h.clock.sleeps).toEqual([]);
  });

  it('keeps the errors of the earlier attempts on the last one', async () => {
    h.fake.answers.push({ status: 429 }, { body: '<html>' }, { status: 503 }, ok);
    const error = await failureOf(h.client().get('job_1'));
    expect(error).toMatchObject({ decision: 'transient', status: 503 });
    expect(error.message).toContain('(attempt 3)');
    expect(error.attempts.map(({ decision, status }) => [decision, status])).toEqual([
      ['throttled', 429],
      ['transient', 200],
    ]);
    expect(h.fake.requests).toHaveLength(3);
  });

  it.each([400, 401, 404, 409])('does not retry %i', async (status) => {
    h.fake.answers.push({ status });
    await failureOf(h.client().get('job_1'));
    expect(h.fake.requests).toHaveLength(1);
  });

  it('never retries when attempts is 1', async () => {
    h.fake.answers.push({ status: 500 });
    await failureOf(h.client(once).get('job_1'));
    expect([h.fake.requests.length, h.clock.sleeps]).toEqual([1, []]);
  });
});

describe('send: the signal', () => {
  it.each<[string, Answer]>([
    ['a request', { trouble: 'silence' }],
    ['a body', { trouble: 'endless' }],
  ])("ends %s with the caller's own reason", async (_, answer) => {
    h.fake.answers.push(answer);
    const controller = new AbortController();
    const heard: ResponseInfo[] = [];
    const onResponse = (info: ResponseInfo): unknown => heard.push(info);
    const client = h.client({ ...once, maxResponseBytes: 1e12, onResponse });
    const call = client.get('job_1', { signal: controller.signal });
    while (h.fake.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort('my own reason');
    await expect(call).rejects.toBe('my own reason');
    expect(h.fake.requests).toHaveLength(1);
    expect(heard).toEqual([]);
  });

  it("ends a wait between attempts with the caller's own reason", async () => {
    h.fake.answers.push({ status: 429, headers: { 'retry-after': '20' } });
    const controller = new AbortController();
    const onResponse = (): void => {
      setTimeout(() => {
        controller.abort('enough');
      }, 5);
    };
    const call = h.client({ clock: undefined, onResponse }).get('job_1', { signal: controller.signal });
    await expect(call).rejects.toBe('enough');
  });

  it('sends nothing for a signal that has aborted', async () => {
    const options = { signal: AbortSignal.abort('early') };
    const client = h.client();
    await expect(client.get('job_1', options)).rejects.toBe('early');
    await expect(client.create({ input: 'https://x/y', kind: 'audio' }, options)).rejects.toBe('early');
    await expect(client.list({}, options)).rejects.toBe('early');
    await expect(client.wait('job_1', options)).rejects.toBe('early');
    await expect(client.listAll({}, options)[Symbol.asyncIterator]().next()).rejects.toBe('early');
    expect(h.fake.requests).toHaveLength(0);
  });

  it('leaves no listener on a signal that lives long, whatever the outcome of the calls', async () => {
    const { signal } = new AbortController();
    const client = h.client({ clock: undefined, retry: { attempts: 2, initialDelayMs: 1 } });
    h.fake.tasks.push({ id: 'job_1', status: 'queued' });
    h.fake.answers.push({ status: 500 }, { trouble: 'drop' }, { body: '{' });
    const calls = Array.from({ length: 60 }, (_, index) =>
      client.get(index % 3 === 0 ? 'job_9' : 'job_1', { signal }),
    );
    await Promise.allSettled(calls);
    expect(h.fake.requests.length).toBeGreaterThanOrEqual(60);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});

describe('send: onResponse', () => {
  it('hears of every exchange, with its status or as trouble of the network', async () => {
    const heard: ResponseInfo[] = [];
    h.fake.answers.push({ status: 503 }, { trouble: 'drop' }, ok);
    await h.client({ onResponse: (info) => heard.push(info) }).get('job_1');
    expect(heard.map(({ operation, status }) => [operation, status])).toEqual([
      ['get', 503],
      ['get', 'network'],
      ['get', 200],
    ]);
    expect(heard.every(({ durationMs }) => durationMs >= 0)).toBe(true);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('hook');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('hook');
      },
    ],
  ])('does no harm when it %s', async (_, onResponse) => {
    h.fake.answers.push(ok);
    expect((await h.client({ onResponse }).get('job_1')).id).toBe('job_1');
  });
});
