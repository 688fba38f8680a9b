import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { BatchList, BatchPlan, PlanBatchInput } from '@org/media-contracts';
import { BatchPlanSchema } from '@org/media-contracts/schemas';
import { createGuardedFetch, type GuardedFetch } from '../../guarded-fetch.js';
import { quietLogger } from '../../testing/attempt-bench.js';
import { createMemoryStore, type MemoryStore } from '../../testing/memory-store.js';
import { createPlanActivities } from './create-plan-activities.js';

const PREFIX = 'batches/b/run';
const fetch = createGuardedFetch({ allowPrivateAddresses: true, maxBytes: 100_000, timeoutMs: 20_000 });
const LIST = ['a', 'b', 'a', 'x y']
  .map((name, at) => JSON.stringify({ url: `https://m.test/${name}`, kind: at === 3 ? 'film' : 'video' }))
  .join('\n');
const DIGEST = createHash('sha256').update(LIST).digest('hex');

interface Planning {
  readonly store?: MemoryStore;
  readonly fetch?: GuardedFetch;
  readonly environment?: MockActivityEnvironment;
}

let attempts = 0;
async function planBatch(input: Omit<PlanBatchInput, 'prefix'>, planning: Planning = {}): Promise<BatchPlan> {
  const { store = createMemoryStore(), environment = newEnvironment() } = planning;
  const activities = createPlanActivities({
    store,
    fetch: planning.fetch ?? fetch,
    randomId: () => String(++attempts),
  });
  return environment.run<[], BatchPlan, () => Promise<BatchPlan>>(() =>
    activities.planBatch({ prefix: PREFIX, ...input }),
  );
}

function newEnvironment(): MockActivityEnvironment {
  return new MockActivityEnvironment({ heartbeatTimeoutMs: 20_000 }, { logger: quietLogger });
}

function storeWith(key: string, list: string | Buffer): MemoryStore {
  const store = createMemoryStore();
  store.objects.set(key, Buffer.from(list));
  return store;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(status: number, body: string | Buffer, declaredBytes?: number): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(status, declaredBytes === undefined ? {} : { 'content-length': declaredBytes });
    response.write(body, () => (declaredBytes === undefined ? response.end() : response.destroy()));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/list.jsonl?sig=SECRET`;
}

describe('planBatch', () => {
  it('plans a list of the store into a folder of its own and publishes plan.json', async () => {
    const store = storeWith('lists/a', LIST);
    const plan = await planBatch({ list: { key: 'lists/a', sha256: DIGEST } }, { store });
    const folder = `${PREFIX}/plan-${attempts}`;
    expect(plan).toEqual({
      version: 1,
      folder,
      list: { sha256: DIGEST, sizeBytes: Buffer.byteLength(LIST), format: 'jsonl' },
      total: 4,
      invalid: 1,
      repeated: 1,
      kinds: { video: 2 },
      pageSize: 1_000,
      problems: [{ line: 4, reason: expect.stringMatching(/^kind/) as string }],
    });
    expect([...store.objects.keys()].sort()).toEqual([
      `${folder}/invalid.jsonl`,
      `${folder}/pages/video/000000.jsonl`,
      `${folder}/repeated.jsonl`,
      `${PREFIX}/plan.json`,
      'lists/a',
    ]);
    const text = (key: string): string => store.objects.get(key)?.toString() ?? '';
    expect(BatchPlanSchema.parse(JSON.parse(text(`${PREFIX}/plan.json`)))).toEqual(plan);
    expect(JSON.parse(text(`${folder}/repeated.jsonl`))).toEqual({ index: 2, line: 3, sameAs: 0 });
    expect(text(`${folder}/pages/video/000000.jsonl`).trimEnd().split('\n')).toHaveLength(2);
  });

  it('writes invalid.jsonl and repeated.jsonl also when they are empty', async () => {
    const store = createMemoryStore();
    const { folder } = await planBatch(
      { list: { items: [{ url: 'https://m.test/a', kind: 'image' }] } },
      { store },
    );
    expect(store.objects.get(`${folder}/invalid.jsonl`)).toEqual(Buffer.alloc(0));
    expect(store.objects.get(`${folder}/repeated.jsonl`)).toEqual(Buffer.alloc(0));
  });

  it('plans a list at a URL, packed, told by its name', async () => {
    const url = await serve(200, gzipSync(LIST));
    expect(await planBatch({ list: { url } })).toMatchObject({ total: 4, list: { format: 'jsonl' } });
  });

  it('plans inline items, and names their places as lines', async () => {
    const items: { url: string; kind: 'video' }[] = [
      { url: 'https://m.test/a', kind: 'video' },
      { url: 'http://10.0.0.1/', kind: 'video' },
    ];
    expect(await planBatch({ list: { items } })).toMatchObject({ total: 2, problems: [{ line: 2 }] });
  });

  it('adopts the plan of the attempt that came first with the same list', async () => {
    const store = storeWith('lists/a', LIST);
    const first = await planBatch({ list: { key: 'lists/a' } }, { store });
    const second = await planBatch({ list: { key: 'lists/a' } }, { store });
    expect(second).toEqual(first);
  });

  it('refuses an edited list under the same batch, naming both digests', async () => {
    const store = storeWith('lists/a', LIST);
    await planBatch({ list: { key: 'lists/a' } }, { store });
    const edited = `${LIST}\n${JSON.stringify({ url: 'https://m.test/new', kind: 'video' })}`;
    store.objects.set('lists/a', Buffer.from(edited));
    const other = createHash('sha256').update(edited).digest('hex');
    await expect(planBatch({ list: { key: 'lists/a' } }, { store })).rejects.toMatchObject({
      type: 'BadInput',
      nonRetryable: true,
      message: expect.stringMatching(new RegExp(`${DIGEST}, and the list now has ${other}`)) as string,
    });
  });

  it('refuses a list with another digest than was promised, and publishes nothing', async () => {
    const store = storeWith('lists/a', LIST);
    const list = { key: 'lists/a', sha256: 'f'.repeat(64) };
    await expect(planBatch({ list }, { store })).rejects.toMatchObject({
      type: 'BadInput',
      message: expect.stringMatching(new RegExp(`has the digest ${DIGEST} and should have f{64}`)) as string,
    });
    expect(store.objects.has(`${PREFIX}/plan.json`)).toBe(false);
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['empty', '', /the list is empty/],
    ['a truncated gzip', gzipSync(LIST).subarray(0, 40), /cut off before its end/],
    ['a truncated array', '[{"url":"https://m.test/a","kind":"video"},', /the JSON array is not closed/],
    ['of another delimiter', 'url;kind\nhttps://m.test/a;video\n', /the delimiter must be a comma/],
    ['without anything valid', '{"url":"https://m.test/a","kind":"film"}', /none of the 1 rows is valid/],
  ])('refuses a list that is %s, once and for all', async (_name, list, message) => {
    await expect(planBatch({ list: { key: 'l' } }, { store: storeWith('l', list) })).rejects.toMatchObject({
      type: 'BadInput',
      nonRetryable: true,
      message: expect.stringMatching(message) as string,
    });
  });

  it.each<[BatchList | undefined, RegExp]>([
    [{ key: 'lists/missing' }, /the list lists\/missing: there is no such object in the store/],
    [{ url: 's3://bucket/list.csv' }, /s3:\/\/ is not allowed here/],
    [undefined, /there is neither a list nor a batch to redo/],
  ])('refuses the list %j', async (list, message) => {
    await expect(planBatch({ list })).rejects.toMatchObject({
      type: 'BadInput',
      message: expect.stringMatching(message) as string,
    });
  });

  it('refuses a key that no object can have', async () => {
    const store = createMemoryStore({
      refuse: (_operation, key) => (key === '../list' ? 'invalidKey' : undefined),
    });
    await expect(planBatch({ list: { key: '../list' } }, { store })).rejects.toMatchObject({
      type: 'BadInput',
    });
  });

  it.each([
    [403, 'BadInput'],
    [404, 'BadInput'],
    [429, 'Transient'],
    [503, 'Transient'],
  ])('takes the status %i of a list for %s', async (status, type) => {
    const url = await serve(status, 'no');
    const failure = await planBatch({ list: { url } }).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      type,
      message: expect.stringContaining(`the server answered ${status}`) as string,
    });
    expect(String(failure)).not.toContain('SECRET');
  });

  it('tries a download again that broke off, and refuses one that is too large', async () => {
    const broken = await serve(200, LIST, LIST.length + 5);
    await expect(planBatch({ list: { url: broken } })).rejects.toMatchObject({ type: 'Transient' });
    const small = createGuardedFetch({ allowPrivateAddresses: true, maxBytes: 100, timeoutMs: 20_000 });
    const large = await serve(200, LIST);
    await expect(planBatch({ list: { url: large } }, { fetch: small })).rejects.toMatchObject({
      type: 'BadInput',
      message: expect.stringContaining('larger than 100 bytes') as string,
    });
  });

  it.each(['pages', 'invalid.jsonl', 'repeated.jsonl', 'plan.json'])(
    'waits with a reason while the store is full at %s',
    async (part) => {
      const store = createMemoryStore({
        refuse: (operation, key) => (operation === 'put' && key.includes(part) ? 'full' : undefined),
      });
      const items: { url: string; kind: 'video' }[] = [{ url: 'https://m.test/a', kind: 'video' }];
      await expect(planBatch({ list: { items } }, { store })).rejects.toMatchObject({
        type: 'Transient',
        nonRetryable: false,
        message: expect.stringMatching(
          /make room or raise its quota; it is tried again until then/,
        ) as string,
      });
      expect(store.objects.has(`${PREFIX}/plan.json`)).toBe(false);
    },
  );

  it('heartbeats, and stops when it is cancelled', async () => {
    const environment = newEnvironment();
    let heartbeats = 0;
    environment.on('heartbeat', () => (heartbeats += 1));
    const server = createServer((_request, response) => {
      response.write(`${LIST}\n`);
      setTimeout(() => {
        environment.cancel('CANCELLED');
      }, 20);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await expect(planBatch({ list: { url, format: 'jsonl' } }, { environment })).rejects.toMatchObject({
      name: 'CancelledFailure',
    });
    expect(heartbeats).toBeGreaterThan(0);
  });
});
