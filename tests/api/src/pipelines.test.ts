import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTestVideo } from '@org/dev-stack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApiStack, type ApiStack } from './support/api-stack.ts';
import { eventsOf, once, pipelineBody, start } from './support/requests.ts';

let own: ApiStack;
beforeAll(async () => {
  // Real work: what is uploaded is read by ittybit-local through its link, and encoded by ffmpeg.
  own = await startApiStack({ remoteArgs: [] });
});
afterAll(() => own.stop());

describe('a video by way of the API', () => {
  it('is uploaded, encoded and followed, and every activity is in the catalog', async () => {
    const path = join(own.stack.dataDir, 'clip.mp4');
    await makeTestVideo({ path, seconds: 2, size: '320x180' });
    const headers = { 'x-filename': 'clip.mp4', 'content-type': 'video/mp4' };
    const uploaded = await once(own.client, 'POST', '/v1/uploads', { body: readFileSync(path), headers });
    expect(uploaded.status).toBe(201);
    const asset = (await uploaded.json()) as { id: string; mediaType: string };
    expect(asset.mediaType).toBe('video/mp4');
    const { data: pipeline } = await own.client.POST('/v1/pipelines', {
      params: {},
      body: { assetId: asset.id },
    });
    const id = pipeline?.id ?? '';
    const events = await eventsOf(own.client, { id });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(0)?.type).toBe('pipeline.started');
    expect(events.at(-1)?.type).toBe('pipeline.succeeded');

    const params = { path: { id } };
    const { data: ended } = await own.client.GET('/v1/pipelines/{id}', { params });
    expect(ended?.stages.map(({ state }) => state)).toEqual([
      'succeeded',
      'succeeded',
      'succeeded',
      'succeeded',
    ]);
    const { data: activities } = await own.client.GET('/v1/pipelines/{id}/activities', {
      params: { ...params, query: { limit: 200 } },
    });
    expect(new Set(activities?.items.map(({ type }) => type))).toEqual(
      new Set(['ingest', 'generateThumbnails', 'extractAudio', 'transcode', 'inspectOutput']),
    );
    for (const { input, output, attempts, scheduledAt, closedAt, state } of activities?.items ?? []) {
      expect({ state, attempts }).toEqual({ state: 'completed', attempts: 1 });
      expect([input, output]).not.toContain(undefined);
      expect(closedAt).toBeGreaterThanOrEqual(scheduledAt);
    }
    const { data: files } = await own.client.GET('/v1/assets/{id}/files', {
      params: { path: { id: asset.id }, query: {} },
    });
    expect(files?.items).toHaveLength(4);
    expect(JSON.stringify([ended, activities, files])).not.toContain('token=');
  });

  it('that failed is redone without paying for what succeeded', async () => {
    const { admin } = own.stack;
    await admin.setFaults([{ fault: 'failed', taskKind: 'audio', permanent: true }]);
    const path = join(own.stack.dataDir, 'again.mp4');
    await makeTestVideo({ path, seconds: 2, size: '320x180' });
    const uploaded = await once(own.client, 'POST', '/v1/uploads', { body: readFileSync(path) });
    const { id: assetId } = (await uploaded.json()) as { id: string };
    const { data } = await own.client.POST('/v1/pipelines', { params: {}, body: { assetId } });
    const id = data?.id ?? '';
    expect((await eventsOf(own.client, { id })).at(-1)?.type).toBe('pipeline.failed');
    const { data: why } = await own.client.GET('/v1/pipelines/{id}/why', { params: { path: { id } } });
    expect(JSON.stringify(why)).toContain(`POST /v1/pipelines/${id}/redrive`);
    await admin.setFaults([]);
    const mark = await admin.mark();
    const redrives = await Promise.all(
      [1, 2, 3].map(() => own.client.POST('/v1/pipelines/{id}/redrive', { params: { path: { id } } })),
    );
    const ids = new Set(redrives.map((redrive) => redrive.data?.id));
    expect([...ids]).toEqual([`${id}-redrive-1`]);
    const events = await eventsOf(own.client, { id: `${id}-redrive-1` });
    expect(events.at(-1)?.type).toBe('pipeline.succeeded');
    expect((await admin.ledger(mark)).creates).toBe(1);
  });

  it('whose webhook is forged is not believed', async () => {
    const forged = await once(own.client, 'POST', '/webhooks/ittybit/forged-token', {
      body: JSON.stringify({ id: 'job_1', status: 'succeeded' }),
    });
    expect(forged.status).toBe(404);
  });
});

describe('a batch by way of the API', () => {
  it('ends with a manifest, whose files can be read and nothing else', async () => {
    const items = [1, 2, 3].map((n) => ({ url: `https://media.test/gone-${n}.mp4`, kind: 'image' as const }));
    const { data } = await own.client.POST('/v1/batches', {
      params: {},
      body: { list: { items }, settings: { policy: { generations: 1 } } },
    });
    const id = data?.id ?? '';
    const events = await eventsOf(own.client, { kind: 'batches', id });
    expect(events.at(-1)?.type).toBe('batch.completed');
    const { data: manifest } = await own.client.GET('/v1/batches/{id}/manifest', {
      params: { path: { id } },
    });
    expect(manifest?.counts).toMatchObject({ total: 3, failed: 3 });
    const params = { path: { id }, query: { state: 'failed' as const, limit: 2 } };
    const { data: page } = await own.client.GET('/v1/batches/{id}/items', { params });
    expect(page?.items.map(({ index, url, error }) => [index, url, error?.type])).toEqual([
      [0, items[0]?.url, expect.any(String)],
      [1, items[1]?.url, expect.any(String)],
    ]);
    const query = { ...params.query, cursor: page?.nextCursor ?? '' };
    const { data: rest } = await own.client.GET('/v1/batches/{id}/items', { params: { ...params, query } });
    expect(rest?.items.map(({ index }) => index)).toEqual([2]);
    const csv = await once(own.client, 'GET', `/v1/batches/${id}/manifest/failed.csv`);
    expect((await csv.text()).trim().split('\n')).toHaveLength(4);
    for (const name of ['plan.json', '..%2fplan.json', '%2e%2e']) {
      const answer = await once(own.client, 'GET', `/v1/batches/${id}/manifest/${name}`);
      expect(answer.status).toBe(404);
    }
  });

  it('started without the API is in the catalog of the tenant that adopts it', async () => {
    const adopted = own.keyOf('adopted');
    const { client } = own.stack;
    const elsewhere = await client.workflow.start('mediaPipeline', {
      taskQueue: 'another-deployment',
      workflowId: 'started-elsewhere',
      args: [pipelineBody()],
    });
    await client.workflow.start('mediaPipeline', {
      taskQueue: own.stack.taskQueue,
      workflowId: 'started-by-hand',
      args: [pipelineBody()],
    });
    const answer = async (id: string): Promise<number> => {
      const headers = { authorization: `Bearer ${adopted}` };
      return (await fetch(`${own.url}/v1/pipelines/${id}`, { headers })).status;
    };
    for (let tries = 0; tries < 60 && (await answer('started-by-hand')) !== 200; tries++)
      await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await answer('started-by-hand')).toBe(200);
    // It began before the other, on a queue that is not ours.
    expect(await answer('started-elsewhere')).toBe(404);
    await elsewhere.terminate('the test is over');
    expect((await once(own.client, 'GET', '/v1/pipelines/started-by-hand')).status).toBe(404);
  });
});

it('a start by hand leaves nothing for another test', async () => {
  expect(await start(own.client, pipelineBody())).toMatch(/^pl_/);
});
