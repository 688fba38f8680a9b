import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTestVideo } from '@org/dev-stack';
import { createMediaApi } from '@org/media-api-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApiStack, type ApiStack } from './support/api-stack.ts';
import { eventsOf } from './support/requests.ts';
import { startS3Server, type S3Server } from './support/s3-server.ts';

const { VERSITYGW_PATH = '' } = process.env;
const folder = mkdtempSync(join(tmpdir(), 'media-s3-uploads-'));
let s3: S3Server | undefined;
let own: ApiStack | undefined;

describe.skipIf(!VERSITYGW_PATH)('an upload by a link', () => {
  beforeAll(async () => {
    s3 = await startS3Server(VERSITYGW_PATH, folder);
    s3.makeBucket('uploads');
    own = await startApiStack({
      remoteArgs: [],
      apiEnv: { ...s3.env, STORE_URL: 's3://uploads', LOG_LEVEL: 'trace' },
    });
  });
  afterAll(async () => {
    await own?.stop();
    await s3?.stop();
    rmSync(folder, { recursive: true });
  });

  it('goes past the API into the bucket, becomes an asset of its tenant alone, and is encoded', async () => {
    const { client, api, url, keyOf } = theStack();
    const path = join(folder, 'clip.mp4');
    await makeTestVideo({ path, seconds: 2, size: '320x180' });
    const bytes = readFileSync(path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const body = { sizeBytes: bytes.length, sha256, name: 'clip.mp4' };
    const params = { header: { 'idempotency-key': 'clip-1' } };
    const { data: link } = await client.POST('/v1/uploads/presigned', { params, body });
    const { id = '', method, headers } = link ?? {};
    const otherBody = client.POST('/v1/uploads/presigned', { params, body: { ...body, sizeBytes: 1 } });
    await expect(otherBody).rejects.toMatchObject({ status: 409 });

    const target = { params: { path: { id } } };
    await expect(client.POST('/v1/uploads/{id}/complete', target)).rejects.toMatchObject({ status: 404 });
    const sent = { ...(method && { method }), ...(headers && { headers }) };
    const wrong = await fetch(link?.url ?? '', { ...sent, body: Buffer.alloc(bytes.length) });
    expect(wrong.status).toBe(400);
    const put = await fetch(link?.url ?? '', { ...sent, body: bytes });
    expect(put.status).toBe(200);

    const stranger = createMediaApi({ baseUrl: url, key: keyOf('stranger') });
    await expect(stranger.POST('/v1/uploads/{id}/complete', target)).rejects.toMatchObject({ status: 404 });
    const { data: asset } = await client.POST('/v1/uploads/{id}/complete', target);
    expect(asset).toMatchObject({ id, mediaType: 'video/mp4', digest: sha256, sizeBytes: bytes.length });
    expect((await client.POST('/v1/uploads/{id}/complete', target)).data).toEqual(asset);

    const { data: pipeline } = await client.POST('/v1/pipelines', { params: {}, body: { assetId: id } });
    const events = await eventsOf(client, { id: pipeline?.id ?? '' });
    expect(events.at(-1)?.type).toBe('pipeline.succeeded');
    expect(link?.url).toContain('X-Amz-Signature=');
    expect(readFileSync(api.current().logFile, 'utf8')).not.toContain('X-Amz-');
  });
});

function theStack(): ApiStack {
  if (!own) throw new Error('the stack did not start');
  return own;
}
