import type { WorkflowUpdate } from '@org/media-catalog';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caller, createTestApi, type Answer, type TestApi } from './testing/test-api.js';

const SOURCE = { source: 'https://media.test/film.mp4?X-Amz-Signature=SECRETSIG' };
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let api: TestApi;
let key: string;
let call: ReturnType<typeof caller>;
const once = (value: string) => ({ headers: { 'idempotency-key': value } });

beforeAll(async () => {
  api = await createTestApi();
  key = await api.keyOf('acme');
  call = caller(api, key);
});
afterAll(() => api.stop());

const start = (own: object = {}): Promise<Answer> =>
  call('POST', '/v1/pipelines', { body: { ...SOURCE, ...own } });

describe('who asks', () => {
  it.each([
    ['nothing', ''],
    ['no bearer', 'Basic abc'],
    ['what is no key', 'Bearer nonsense'],
    ['a key that nobody has', `Bearer mk_${'a'.repeat(43)}`],
  ])('with %s is refused alike', async (_what, authorization) => {
    const answer = await call('GET', '/v1/pipelines', { headers: { authorization } });
    expect(answer).toMatchObject({ status: 401, body: { type: 'urn:media-api:problem:unauthorized' } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('with a key that is revoked is refused', async () => {
    const revoked = await api.keyOf('acme');
    const [found] = (await api.catalog.keys.list('acme')).toReversed();
    await api.catalog.keys.revoke(found?.id ?? '');
    expect((await caller(api, revoked)('GET', '/v1/pipelines')).status).toBe(401);
  });

  it('more than the key may is told when to come again', async () => {
    const slow = caller(api, await api.keyOf('acme', { requestsPerSecond: 1, burst: 2 }));
    const answers = [
      await slow('GET', '/v1/assets'),
      await slow('GET', '/v1/assets'),
      await slow('GET', '/v1/assets'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(Number(answers[2]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('keeps its name for a request where that is sane, and gets one where it is not', async () => {
    const named = await call('GET', '/v1/assets', { headers: { 'x-request-id': 'mine-1' } });
    expect(named.headers.get('x-request-id')).toBe('mine-1');
    const insane = await call('GET', '/v1/assets', { headers: { 'x-request-id': 'a b{}' } });
    expect(insane.headers.get('x-request-id')).toMatch(/^req_/);
  });
});

describe('starting a pipeline', () => {
  it('goes to the engine with the tenant in its memo, and into the catalog without the signature', async () => {
    const { status, headers, body } = await start({
      metadata: { shelf: '7' },
      stages: { audio: { enabled: false } },
    });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/v1/pipelines/${body.id}`);
    expect(body).toMatchObject({
      state: 'running',
      source: 'https://media.test/film.mp4',
      metadata: { shelf: '7' },
    });
    const stages = body['stages'] as { stage: string; state: string }[];
    expect(Object.fromEntries(stages.map(({ stage, state }) => [stage, state]))).toMatchObject({
      audio: 'disabled',
      ingest: 'pending',
    });
    expect(api.engine.started.get(body.id)).toMatchObject({
      input: SOURCE,
      memo: { tenantId: 'acme', metadata: { shelf: '7' } },
    });
    expect((await call('GET', `/v1/pipelines/${body.id}`)).body).toEqual(body);
  });

  it('happens once for a key, however many come at once', async () => {
    const before = api.engine.started.size;
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => call('POST', '/v1/pipelines', { body: SOURCE, ...once('fifty') })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(api.engine.started.size).toBe(before + 1);
    const again = await call('POST', '/v1/pipelines', { body: SOURCE, ...once('fifty') });
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  it('with the key of another body is refused, in whatever order its fields are not', async () => {
    const body = { ...SOURCE, metadata: { a: '1', b: '2' } };
    const first = await call('POST', '/v1/pipelines', { body, ...once('ordered') });
    const same = await call('POST', '/v1/pipelines', {
      body: { metadata: { b: '2', a: '1' }, ...SOURCE },
      ...once('ordered'),
    });
    expect(same.body.id).toBe(first.body.id);
    const other = await call('POST', '/v1/pipelines', { body: SOURCE, ...once('ordered') });
    expect(other).toMatchObject({ status: 409, body: { type: 'urn:media-api:problem:idempotencyConflict' } });
    const elsewhere = await caller(api, await api.keyOf('other'))('POST', '/v1/pipelines', {
      body: SOURCE,
      ...once('ordered'),
    });
    expect(elsewhere.status).toBe(201);
    expect(elsewhere.body.id).not.toBe(first.body.id);
  });

  it('is not repeated when its key is long forgotten, and another body under that key is a start of its own', async () => {
    const first = await call('POST', '/v1/pipelines', { body: SOURCE, ...once('forgotten') });
    await api.catalog.retention.forgetKeys(Date.now() + 49 * 60 * 60 * 1_000);
    api.engine.forget(first.body.id);
    const again = await call('POST', '/v1/pipelines', { body: SOURCE, ...once('forgotten') });
    expect(again.body.id).toBe(first.body.id);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(api.engine.started.has(first.body.id)).toBe(false);
    await api.catalog.retention.forgetKeys(Date.now() + 49 * 60 * 60 * 1_000);
    const body = { ...SOURCE, metadata: { another: 'body' } };
    const other = await call('POST', '/v1/pipelines', { body, ...once('forgotten') });
    expect(other.status).toBe(201);
    expect(other.body.id).not.toBe(first.body.id);
  });

  it('while Temporal is away begins nothing, reads go on, and the same request completes it', async () => {
    const before = api.engine.started.size;
    api.engine.away = true;
    const away = await call('POST', '/v1/pipelines', { body: SOURCE, ...once('away') });
    expect(away).toMatchObject({ status: 503, body: { type: 'urn:media-api:problem:unavailable' } });
    expect(away.headers.get('retry-after')).toBe('5');
    expect((await call('GET', '/v1/pipelines')).status).toBe(200);
    expect((await call('GET', '/readyz')).status).toBe(503);
    api.engine.away = false;
    const { status, body } = await call('POST', '/v1/pipelines', { body: SOURCE, ...once('away') });
    expect(status).toBe(201);
    expect([...api.engine.started.keys()].slice(before)).toEqual([body.id]);
  });

  it('beyond what the key may have running waits', async () => {
    const limited = caller(api, await api.keyOf('limited', { runningPipelines: 2 }));
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => limited('POST', '/v1/pipelines', { body: SOURCE })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(4);
  });

  it('names every field that is wrong, by pointer', async () => {
    const { status, body } = await start({
      source: 'ftp://media.test/a',
      stages: { ingest: { policy: { generations: 0 }, bogus: 1 } },
      nope: true,
    });
    expect(status).toBe(422);
    const paths = (body['errors'] as { path: string }[]).map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        '/source',
        '/stages/ingest/policy/generations',
        '/stages/ingest/bogus',
        '/nope',
      ]),
    );
  });

  it.each([
    'http://127.0.0.1/a',
    'http://2130706433/a',
    'http://0177.0.0.1/a',
    'http://0x7f.1/a',
    'http://[::ffff:127.0.0.1]/a',
    'http://[64:ff9b::7f00:1]/a',
    'http://169.254.169.254/latest/meta-data',
    'http://localhost./a',
    'http://db.internal/a',
    'http://user:secret@media.test/a',
  ])('refuses %s as a source and as a callback', async (url) => {
    expect(await start({ source: url })).toMatchObject({
      status: 422,
      body: { errors: [{ path: '/source' }] },
    });
    const callback = await start({ callback: { url: url.replace('http:', 'https:') } });
    expect(callback).toMatchObject({ status: 422, body: { errors: [{ path: '/callback/url' }] } });
    expect(JSON.stringify([callback, await start({ source: url })])).not.toContain('secret@');
  });

  it('takes JSON of a bearable size, and nothing else', async () => {
    const text = await call('POST', '/v1/pipelines', {
      body: 'source=a',
      headers: { 'content-type': 'text/plain' },
    });
    expect(text.status).toBe(415);
    const broken = await call('POST', '/v1/pipelines', {
      body: '{"source":',
      headers: { 'content-type': 'application/json' },
    });
    expect(broken).toMatchObject({ status: 400, body: { type: 'urn:media-api:problem:malformed' } });
    expect((await start({ metadata: { a: 'x'.repeat(200_000) } })).status).toBe(413);
  });
});

describe('what a tenant has', () => {
  it('is not there for another one, on whatever route', async () => {
    const other = caller(api, await api.keyOf('stranger'));
    const { body: pipeline } = await start();
    const { body: batch } = await call('POST', '/v1/batches', {
      body: { list: { items: [{ url: 'https://media.test/a', kind: 'image' }] } },
    });
    const { body: asset } = await call('POST', '/v1/uploads', { body: new Uint8Array(PNG) });
    const { paths } = (await call('GET', '/openapi.json')).body as unknown as {
      paths: Record<string, Record<string, unknown>>;
    };
    const mine: Record<string, string> = {
      pipelines: pipeline.id,
      batches: batch.id,
      assets: asset.id,
      uploads: asset.id,
    };
    for (const [path, methods] of Object.entries(paths)) {
      const [, kind = ''] = /^\/v1\/([^/]+)\/\{id\}/.exec(path) ?? [];
      const id = mine[kind];
      if (id === undefined) continue;
      for (const method of Object.keys(methods)) {
        const url = path.replace('{id}', id).replace('{name}', 'manifest.json');
        const body = method === 'post' ? { wait: true, total: 1, cap: 1 } : undefined;
        const valid = url.endsWith('/cancel')
          ? { wait: true }
          : url.endsWith('concurrency')
            ? { total: 1 }
            : url.endsWith('cap')
              ? { cap: 1 }
              : {};
        const answer = await other(method.toUpperCase(), url, body && { body: valid });
        expect({ url, status: answer.status }).toEqual({ url, status: 404 });
      }
    }
    for (const list of ['pipelines', 'batches', 'assets', 'callbacks']) {
      expect((await other('GET', `/v1/${list}`)).body).toEqual({ items: [] });
    }
    expect((await other('POST', '/v1/pipelines', { body: { assetId: asset.id } })).status).toBe(404);
    expect((await other('POST', '/v1/batches', { body: { list: { assetId: asset.id } } })).status).toBe(404);
  });

  it('is explained as a whole or by item, which is named in one way', async () => {
    const body = { list: { items: [{ url: 'https://media.test/a', kind: 'image' }] } };
    const { id } = (await call('POST', '/v1/batches', { body })).body;
    const why = async (query: string) => (await call('GET', `/v1/batches/${id}/why${query}`)).status;
    expect([await why(''), await why('?item=7'), await why('?item=id:film 7'), await why('?line=2')]).toEqual(
      [200, 200, 200, 200],
    );
    expect(api.engine.asked.filter((asked) => asked.startsWith(`why ${id}`))).toEqual([
      `why ${id} {"by":"index","index":7}`,
      `why ${id} {"by":"id","id":"film 7"}`,
      `why ${id} {"by":"line","line":2}`,
    ]);
    expect([await why('?item=first'), await why('?item=1&line=1')]).toEqual([422, 422]);
  });

  it('is listed page by page', async () => {
    const lister = caller(api, await api.keyOf('lister'));
    for (let n = 0; n < 5; n++) await lister('POST', '/v1/pipelines', { body: SOURCE });
    const first = await lister('GET', '/v1/pipelines?limit=3&state=running');
    expect(first.body.items).toHaveLength(3);
    const cursor = String(first.body['nextCursor']);
    const second = await lister('GET', `/v1/pipelines?limit=3&cursor=${cursor}`);
    expect(second.body.items).toHaveLength(2);
    expect(second.body).not.toHaveProperty('nextCursor');
    expect((await lister('GET', '/v1/pipelines?cursor=nonsense')).status).toBe(422);
    expect((await lister('GET', '/v1/pipelines?limit=0')).body).toMatchObject({
      errors: [{ path: 'query/limit' }],
    });
  });

  it('is told apart from what has ended', async () => {
    const { body } = await start();
    expect((await call('POST', `/v1/pipelines/${body.id}/cancel`)).status).toBe(202);
    expect((await call('GET', `/v1/pipelines/${body.id}/why`)).body).toMatchObject({
      reasons: [{ wait: { for: 'slot' } }],
    });
    expect((await call('POST', `/v1/pipelines/${body.id}/redrive`)).status).toBe(409);
    await api.catalog.projection.save([ended(body.id)]);
    expect((await call('POST', `/v1/pipelines/${body.id}/cancel`)).status).toBe(409);
    const redrive = await call('POST', `/v1/pipelines/${body.id}/redrive`);
    expect(redrive).toMatchObject({ status: 201, body: { id: `${body.id}-redrive-1`, redriveOf: body.id } });
  });
});

describe('uploads', () => {
  it('are kept under the digest of their bytes, typed by them, and read by a link that nobody can forge', async () => {
    const { status, body } = await call('POST', '/v1/uploads', {
      body: new Uint8Array(PNG),
      headers: { 'x-filename': '../../etc/pass wd.png', 'content-type': 'text/plain' },
    });
    expect({ status, mediaType: body['mediaType'], sizeBytes: body['sizeBytes'] }).toEqual({
      status: 201,
      mediaType: 'image/png',
      sizeBytes: PNG.length,
    });
    const asset = await api.catalog.assets.get('acme', body.id);
    expect(asset?.key).toMatch(new RegExp(`^uploads/acme/${body.id}/[0-9a-f]{12}/pass_wd\\.png$`));
    const { body: pipeline } = await call('POST', '/v1/pipelines', { body: { assetId: body.id } });
    const { source } = (api.engine.started.get(pipeline.id)?.input ?? {}) as { source: string };
    const { pathname, search } = new URL(source);
    const read = await api.app.request(`${pathname}${search}`, { headers: { range: 'bytes=1-3' } });
    expect({ status: read.status, text: await read.text() }).toEqual({ status: 206, text: 'PNG' });
    expect((await api.app.request(`${pathname}${search.slice(0, -4)}AAAA`)).status).toBe(404);
    expect((await api.app.request(pathname)).status).toBe(404);
    expect(JSON.stringify(pipeline)).not.toContain('token');
  });

  it('under one key are one, however many are sent at once, and no other file', async () => {
    const headers = { 'idempotency-key': 'picture-1' };
    const send = () => call('POST', '/v1/uploads', { body: new Uint8Array(PNG), headers });
    const answers = [...(await Promise.all([send(), send(), send()])), await send()];
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(answers.at(-1)?.headers.get('idempotent-replayed')).toBe('true');
    const { objects } = await api.store.list({ prefix: `uploads/acme/${answers[0]?.body.id ?? ''}/` });
    expect(objects).toHaveLength(1);
    const other = await call('POST', '/v1/uploads', { body: 'a list', headers });
    expect(other).toMatchObject({ status: 409, body: { type: 'urn:media-api:problem:idempotencyConflict' } });
  });

  it('are refused when they are too large, empty, or something else', async () => {
    expect((await call('POST', '/v1/uploads', { body: new Uint8Array(300_000).fill(65) })).status).toBe(413);
    expect(
      (await call('POST', '/v1/uploads', { body: Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 0, 0]) }))
        .status,
    ).toBe(415);
    expect((await call('POST', '/v1/uploads', { body: new Uint8Array(0) })).status).toBe(400);
  });

  it('by a link are for a store that has links', async () => {
    const answer = await call('POST', '/v1/uploads/presigned', { body: { sizeBytes: 10 } });
    expect(answer).toMatchObject({ status: 409 });
    expect(answer.body['detail']).toContain('POST /v1/uploads');
    const invalid = await call('POST', '/v1/uploads/presigned', { body: { sizeBytes: 0, sha256: 'ab' } });
    expect(invalid).toMatchObject({
      status: 422,
      body: { errors: [{ path: '/sizeBytes' }, { path: '/sha256' }] },
    });
  });
});

describe('secrets and logs', () => {
  it('a start whose callback nothing could sign is refused, and goes through once there is a secret', async () => {
    const tenant = caller(api, await api.keyOf('unsigned'));
    const callback = { url: 'https://hooks.test/done' };
    const headers = { 'idempotency-key': 'told-1' };
    const items = [{ url: 'https://media.test/a', kind: 'image' }];
    const send = () => tenant('POST', '/v1/pipelines', { body: { ...SOURCE, callback }, headers });
    const refused = [
      await send(),
      await tenant('POST', '/v1/batches', { body: { list: { items }, callback } }),
    ];
    for (const answer of refused) {
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: '/callback' }] } });
      expect(answer.body['detail']).toContain('POST /v1/callback-secrets');
    }
    await tenant('POST', '/v1/callback-secrets');
    expect((await send()).status).toBe(201);
  });

  it('a secret is shown once', async () => {
    const { body } = await call('POST', '/v1/callback-secrets');
    expect(body['secret']).toMatch(/^whsec_/);
    const listed = await call('GET', '/v1/callback-secrets');
    expect(listed.body.items).toEqual([{ id: body.id, createdAt: expect.any(Number) as number }]);
    expect((await call('DELETE', `/v1/callback-secrets/${body.id}`)).status).toBe(204);
    expect((await call('DELETE', `/v1/callback-secrets/${body.id}`)).status).toBe(404);
  });

  it('no key, no secret and no signature is logged', () => {
    expect(api.logged()).toContain('"route":"/v1/pipelines"');
    expect(api.logged()).not.toMatch(/mk_[A-Za-z0-9_-]{20}|whsec_|SECRETSIG|token=/);
  });
});

describe('events', () => {
  it('come as they happen, go on after the last one that was seen, and end with the pipeline', async () => {
    const { body } = await start();
    const at = Date.now();
    const update = ended(body.id);
    const first = {
      ...update,
      lastEventId: 5,
      runEnded: false,
      pipeline: { ...pipelineOf(update), state: 'running' as const },
    };
    const { closedAt: _closed, ...open } = first.pipeline;
    await api.catalog.projection.save([
      { ...first, pipeline: open, events: [{ type: 'pipeline.started', data: {}, at }] },
    ]);
    const response = await api.app.request(`/v1/pipelines/${body.id}/events`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reading = response.text();
    await api.catalog.projection.save([
      {
        ...update,
        afterEventId: 5,
        events: [
          { type: 'stage.started', data: { stage: 'ingest' }, at },
          { type: 'pipeline.failed', data: {}, at },
        ],
      },
    ]);
    const text = await reading;
    expect(text.match(/^id: .*/gm)).toEqual(['id: 1', 'id: 2', 'id: 3']);
    expect(text).toContain('event: pipeline.failed');
    const rest = await api.app.request(`/v1/pipelines/${body.id}/events`, {
      headers: { authorization: `Bearer ${key}`, 'last-event-id': '2' },
    });
    expect((await rest.text()).match(/^id: .*/gm)).toEqual(['id: 3']);
  });
});

describe('the pages around it', () => {
  it('are there without a key, from here alone', async () => {
    const page = await api.app.request('/reference');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(await page.text()).not.toMatch(/https?:\/\//);
    expect((await api.app.request('/reference/swagger-ui.css')).status).toBe(200);
    expect((await api.app.request('/healthz')).status).toBe(200);
    expect(await (await api.app.request('/metrics')).text()).toContain('media_api_requests_total');
    expect((await api.app.request('/nowhere')).headers.get('content-type')).toBe('application/problem+json');
  });
});

describe('without its database, and at its end', () => {
  it('streams are told to come again; then everything answers 503 with a time to try', async () => {
    const { body } = await start();
    const stream = await api.app.request(`/v1/pipelines/${body.id}/events`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const reading = stream.text();
    api.drain();
    expect(await reading).toContain('retry: ');
    await api.stopDatabase();
    const away = await call('GET', '/v1/pipelines');
    expect(away).toMatchObject({ status: 503, body: { type: 'urn:media-api:problem:unavailable' } });
    expect(away.headers.get('retry-after')).toBe('5');
    expect((await call('GET', '/readyz')).body).toMatchObject({ ready: false });
  });
});

function pipelineOf({ pipeline }: WorkflowUpdate): NonNullable<WorkflowUpdate['pipeline']> {
  if (!pipeline) throw new Error('no pipeline');
  return pipeline;
}

/** What the projector writes at the end of a pipeline that failed. */
function ended(id: string): WorkflowUpdate {
  const at = Date.now();
  return {
    ...{ kind: 'pipeline', workflowId: id, runId: `run-of-${id}`, lastEventId: 9, runEnded: true },
    ...{ activities: [], files: [], events: [], callbacks: [] },
    pipeline: {
      ...{
        id,
        tenantId: 'acme',
        runId: `run-of-${id}`,
        state: 'failed',
        input: { source: 'https://media.test/film.mp4' },
      },
      ...{ stages: [], createdAt: at, updatedAt: at, closedAt: at },
      error: { type: 'PipelineFailed', message: 'one stage failed' },
    },
  };
}
