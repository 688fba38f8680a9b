import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTestVideo } from '@org/dev-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApiStack, type ApiStack } from './support/api-stack.ts';
import { eventsOf, start } from './support/requests.ts';
import { startS3Server, type S3Server } from './support/s3-server.ts';

const { VERSITYGW_PATH = '' } = process.env;
const folder = mkdtempSync(join(tmpdir(), 'media-s3-sources-'));
let s3: S3Server | undefined;
let own: ApiStack | undefined;

describe.skipIf(!VERSITYGW_PATH)('a video in a bucket', () => {
  beforeAll(async () => {
    s3 = await startS3Server(VERSITYGW_PATH, folder);
    await makeTestVideo({ path: join(s3.makeBucket('films'), 'in/clip.mp4'), seconds: 2, size: '320x180' });
    own = await startApiStack({
      remoteArgs: [],
      workerEnv: { ...s3.env, S3_SOURCES: 's3://films/in', LOG_LEVEL: 'trace' },
      apiEnv: { LOG_LEVEL: 'trace' },
    });
  });
  afterAll(async () => {
    await own?.stop();
    await s3?.stop();
    rmSync(folder, { recursive: true });
  });

  it('is read by the service through a presigned address, of which nothing is kept', async () => {
    const { client, stack, api } = theStack();
    const id = await start(client, { source: 's3://films/in/clip.mp4' });
    expect((await eventsOf(client, { id })).at(-1)?.type).toBe('pipeline.succeeded');
    const { creates, duplicates, groups } = await stack.admin.ledger();
    expect({ creates, duplicates }).toEqual({ creates: 4, duplicates: [] });
    expect(groups.map(({ asked }) => asked)).toContainEqual(
      expect.stringMatching(/clip\.mp4\?.*X-Amz-Signature=/),
    );

    const params = { path: { id } };
    const kept = {
      history: textsIn(await stack.client.workflow.getHandle(id).fetchHistory()),
      pipeline: textsIn((await client.GET('/v1/pipelines/{id}', { params })).data),
      activities: textsIn((await client.GET('/v1/pipelines/{id}/activities', { params })).data),
      workerLog: readFileSync(stack.worker?.current().logFile ?? '', 'utf8'),
      apiLog: readFileSync(api.current().logFile, 'utf8'),
    };
    expect(kept.history.includes('s3://films/in/clip.mp4')).toBe(true);
    for (const [where, text] of Object.entries(kept)) {
      expect(text, where).not.toBe('');
      expect(text.includes('X-Amz-'), where).toBe(false);
      expect(text.includes('test-secret'), where).toBe(false);
    }
  });

  it.each([
    ['s3://films/in/missing.mp4', /404/],
    ['s3://films/other.mp4', /s3:\/\//],
  ])('that is not there, or not ours to sign, fails with a reason (%s)', async (source, reason) => {
    const { client, stack } = theStack();
    const id = await start(client, { source });
    expect((await eventsOf(client, { id })).at(-1)?.type).toBe('pipeline.failed');
    const { data } = await client.GET('/v1/pipelines/{id}', { params: { path: { id } } });
    expect(data?.error?.message).toMatch(reason);
    expect(JSON.stringify(data)).not.toContain('X-Amz-');
    expect(readFileSync(stack.worker?.current().logFile ?? '', 'utf8')).not.toContain('X-Amz-');
  });
});

/** Every text in a value, the bytes of payloads too. */
function textsIn(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  if (typeof value === 'object' && value !== null) return Object.values(value).map(textsIn).join('\n');
  return String(value);
}

function theStack(): ApiStack {
  if (!own) throw new Error('the stack did not start');
  return own;
}
