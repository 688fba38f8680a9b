import { createHash } from 'node:crypto';
import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeObjectStore } from '../testing/describe-object-store.js';
import { expectCode } from '../testing/object-store/store-content.js';
import { reach, startS3Server, type S3Server } from '../testing/s3-server.js';
import { createS3Store, type S3Store } from './create-s3-store.js';

const MIB = 1024 * 1024;
const { S3_TEST_ENDPOINT, S3_TEST_ACCESS_KEY = '', S3_TEST_SECRET_KEY = '', VERSITYGW_PATH } = process.env;
const start = S3_TEST_ENDPOINT
  ? async (): Promise<S3Server> =>
      reach({
        endpoint: S3_TEST_ENDPOINT,
        region: 'us-east-1',
        credentials: { accessKeyId: S3_TEST_ACCESS_KEY, secretAccessKey: S3_TEST_SECRET_KEY },
      })
  : VERSITYGW_PATH
    ? (): Promise<S3Server> => startS3Server(VERSITYGW_PATH)
    : undefined;
if (!start) {
  process.stderr.write(
    'S3 is not tested: set S3_TEST_ENDPOINT, or VERSITYGW_PATH as `./dev test` does where it can build one.\\n',
  );
}

describe.skipIf(!start)('createS3Store', () => {
  let server: S3Server;
  const made: S3Store[] = [];

  beforeAll(async () => {
    if (start) server = await start();
  });
  afterAll(async () => {
    for (const store of made) store.close();
    await server.stop();
  });

  async function makeStore(own: { prefix?: string; bucket?: string } = {}): Promise<S3Store> {
    const { endpoint, region, credentials } = server;
    const bucket = own.bucket ?? (await server.makeBucket());
    const store = createS3Store({ endpoint, region, credentials, ...own, bucket });
    made.push(store);
    return store;
  }

  describeObjectStore('keeps the contract', () => makeStore());

  it('keeps to its prefix', async () => {
    const bucket = await server.makeBucket();
    const [all, own, other] = [
      await makeStore({ bucket }),
      await makeStore({ bucket, prefix: 'own/' }),
      await makeStore({ bucket, prefix: 'other' }),
    ];
    await own.put('a', 'x');
    expect((await all.list()).objects.map(({ key }) => key)).toEqual(['own/a']);
    expect((await own.list()).objects.map(({ key }) => key)).toEqual(['a']);
    expect((await other.list()).objects).toEqual([]);
    await expectCode(other.head('a'), 'notFound');
  });

  it('uploads in parts what is large, with its digest, and only under its condition', async () => {
    const store = await makeStore();
    const chunk = Buffer.alloc(MIB, 7);
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      for (let index = 0; index < 20; index++) yield chunk;
    };
    const written = await store.put('large', chunks(), { ifNoneMatch: '*' });
    const digest = createHash('sha256');
    for await (const piece of chunks()) digest.update(piece);
    expect(written).toMatchObject({ sizeBytes: 20 * MIB, sha256: digest.digest('hex') });
    expect((await store.head('large')).etag).toBe(written.etag);
    await expectCode(store.put('large', chunks(), { ifNoneMatch: '*' }), 'alreadyExists');
    await expectCode(store.put('large', chunks(), { ifMatch: '"other"' }), 'preconditionFailed');
  });

  it('lets one of sixteen large create-only writers win, and leaves no parts behind', async () => {
    const bucket = await server.makeBucket();
    const store = await makeStore({ bucket });
    const large = async function* (index: number): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(9 * MIB, index);
    };
    const writes = Array.from({ length: 16 }, (_, index) =>
      store.put('raced', large(index), { ifNoneMatch: '*' }),
    );
    const results = await Promise.allSettled(writes);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'alreadyExists' });
    }
    expect(await openUploads(bucket)).toBe(0);
  });

  it('leaves neither object nor parts behind when a large body fails, or is aborted', async () => {
    const bucket = await server.makeBucket();
    const store = await makeStore({ bucket });
    const controller = new AbortController();
    const body = async function* (end: () => void): AsyncGenerator<Uint8Array> {
      yield Buffer.alloc(17 * MIB);
      end();
      yield Buffer.alloc(MIB);
    };
    const broken = (): never => {
      throw new Error('the source broke');
    };
    await expectCode(store.put('a', body(broken)), 'failed', /the source broke/);
    const aborting = store.put(
      'a',
      body(() => {
        controller.abort();
      }),
      { signal: controller.signal },
    );
    await expectCode(aborting, 'aborted');
    await expectCode(store.head('a'), 'notFound');
    expect(await openUploads(bucket)).toBe(0);
  });

  it('makes a link that reads the object, and the same one for the same time', async () => {
    const store = await makeStore();
    await store.put('film.mp4', 'bytes');
    const now = Date.now();
    const signed = { expiresInSeconds: 600, signedAt: now };
    const url = await store.presignGet('film.mp4', signed);
    expect(await (await fetch(url)).text()).toBe('bytes');
    expect(await store.presignGet('film.mp4', signed)).toBe(url);
    const old = await store.presignGet('film.mp4', { ...signed, signedAt: now - 3_600_000 });
    expect((await fetch(old)).status).toBe(403);
  });

  it('makes a link that creates the object of that size and digest, once', async () => {
    const store = await makeStore({ prefix: 'own' });
    const body = Buffer.from('the bytes of a film');
    const sha256 = createHash('sha256').update(body).digest('hex');
    const link = { sizeBytes: body.length, sha256, expiresInSeconds: 600 };
    const { url, headers } = await store.presignPut('film.mp4', link);
    const send = async (bytes: Buffer, own: Record<string, string> = headers): Promise<number> => {
      const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(bytes), headers: own });
      await answer.body?.cancel();
      return answer.status;
    };
    const { 'if-none-match': _condition, ...unconditional } = headers;
    expect(await send(body, unconditional)).toBe(403);
    expect(await send(Buffer.concat([body, body]))).toBe(403);
    expect(await send(Buffer.from('the bytes of a filM'))).toBe(400);
    await expectCode(store.head('film.mp4'), 'notFound');
    expect(await send(body)).toBe(200);
    expect(await store.head('film.mp4')).toMatchObject({ sizeBytes: body.length });
    expect(await send(body)).toBe(412);

    const plain = await store.presignPut('plain', { sizeBytes: 4, expiresInSeconds: 600 });
    const answer = await fetch(plain.url, { method: 'PUT', body: 'four', headers: { ...plain.headers } });
    expect(answer.status).toBe(200);
  });

  it('says of a wrong key, and of a server that is away, that it may not write or has failed', async () => {
    const { endpoint, region } = server;
    const credentials = { ...server.credentials, secretAccessKey: 'wrong' };
    const bucket = await server.makeBucket();
    const refused = createS3Store({ endpoint, region, bucket, credentials });
    await expectCode(refused.put('a', 'x'), 'readOnly');
    const away = createS3Store({ endpoint: 'http://127.0.0.1:1', region, bucket, credentials });
    await expectCode(away.get('a'), 'failed', /ECONNREFUSED|AggregateError/);
    made.push(refused, away);
  });

  async function openUploads(Bucket: string): Promise<number> {
    const { endpoint, region, credentials } = server;
    const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
    client.destroy();
    return Uploads.length;
  }
});
