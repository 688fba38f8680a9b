import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createMediaEngine } from '@org/media-engine';
import { describe, expect, it } from 'vitest';
import type { IttybitLocalOptions } from '../options.js';
import { startHttp } from '../testing/start-http.js';
import { startServer, temporaryFolder, until, type Body, type TestServer } from '../testing/start-server.js';

const ffmpeg = (...args: string[]) => promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...args]);
const TERMINAL = ['succeeded', 'failed', 'cancelled'];

/** A folder with a video, a sound, and what is neither. */
async function makeInputs(): Promise<string> {
  const folder = join(await temporaryFolder(), 'inputs');
  await mkdir(folder);
  const at = (name: string): string => join(folder, name);
  const sound = ['-f', 'lavfi', '-i', 'sine=duration=2'];
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=10:duration=2'];
  await ffmpeg(
    ...picture,
    ...sound,
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-c:a',
    'aac',
    at('video.mp4'),
  );
  await ffmpeg(...sound, at('sound.mp3'));
  await writeFile(at('notes.mp4'), 'these are notes, not a film\n'.repeat(50));
  await writeFile(at('empty.mp4'), '');
  await copyFile(at('video.mp4'), at('truncated.mp4'));
  await truncate(at('truncated.mp4'), 900);
  return folder;
}

async function startWorking(options: Partial<IttybitLocalOptions> = {}): Promise<TestServer> {
  const inputsDir = options.inputsDir ?? (await makeInputs());
  return startServer({ engine: createMediaEngine(), inputsDir, ...options });
}

async function endOf(server: TestServer, path: string, body: object): Promise<Body> {
  const created = await server.post(path, body);
  expect(created.status, created.text).toBe(201);
  const wanted = ({ body: { status } }: { body: Body }): boolean => TERMINAL.includes(status);
  return (await until(() => server.get(`${path}/${created.body.id}`), wanted)).body;
}

describe('workOnTask', () => {
  it('makes a video in four stages, each with its file', async () => {
    const server = await startWorking();
    const input = `${server.url}/inputs/video.mp4`;
    const job = await endOf(server, '/jobs', { input, kind: 'video', options: { width: 80, format: 'mp4' } });
    expect(job).toMatchObject({ status: 'succeeded', progress: 100, error: null });
    const output = String(job['output']);
    expect(output).toBe(`${server.url}/files/${job.id}/output.mp4`);
    expect(job['tasks']).toMatchObject([
      { kind: 'probe', status: 'succeeded', output: { url: input, width: 160, height: 120, format: 'mp4' } },
      { kind: 'import', status: 'succeeded', output: { url: input } },
      {
        kind: 'video',
        status: 'succeeded',
        output: { url: output, width: 80, codecs: { video: 'h264', audio: 'aac' } },
      },
      { kind: 'export', status: 'succeeded', output: { url: output, kind: 'video' } },
    ]);
    const part = await server.get(output, { range: 'bytes=4-7' });
    expect([part.status, part.text, part.headers.get('content-type')]).toEqual([206, 'ftyp', 'video/mp4']);
  });

  it.each([
    ['image', { width: 64, format: 'webp', start: 1 }, 'output.webp', 'image/webp'],
    ['image', {}, 'output.jpeg', 'image/jpeg'],
    ['audio', { format: 'mp3' }, 'output.mp3', 'audio/mpeg'],
    ['animation', { end: 1, width: 32 }, 'output.gif', 'image/gif'],
  ])('makes %s of %o', async (kind, options, name, type) => {
    const server = await startWorking();
    const task = await endOf(server, '/tasks', { input: `${server.url}/inputs/video.mp4`, kind, options });
    const { url } = task['output'] as { url: string };
    expect(url).toBe(`${server.url}/files/${task.id}/${name}`);
    expect((await server.call('HEAD', url)).headers.get('content-type')).toBe(type);
  });

  it('makes an HLS package whose variants and segments lie below the master', async () => {
    const server = await startWorking();
    const job = await endOf(server, '/jobs', {
      input: `${server.url}/inputs/video.mp4`,
      kind: 'adaptive_video',
    });
    const master = await server.get(String(job['output']));
    expect(master.headers.get('content-type')).toBe('application/vnd.apple.mpegurl');
    const variant = /^[^#\s].*$/m.exec(master.text)?.[0] ?? '';
    const playlistUrl = new URL(variant, String(job['output'])).href;
    const segment = /^[^#\s].*$/m.exec((await server.get(playlistUrl)).text)?.[0] ?? '';
    const part = await server.call('HEAD', new URL(segment, playlistUrl).href);
    expect([part.status, part.headers.get('content-type')]).toEqual([200, 'video/mp2t']);
  });

  it('does single operations: probe, import, encode, export', async () => {
    const server = await startWorking();
    const url = `${server.url}/inputs/video.mp4`;
    const probe = await endOf(server, '/tasks', { kind: 'probe', input: { url } });
    expect(probe['output']).toMatchObject({ object: 'file', kind: 'video', url, width: 160, duration: 2 });
    const imported = await endOf(server, '/tasks', { kind: 'import', input: { url } });
    const file = imported['output'] as { url: string };
    expect((await server.get(file.url)).status).toBe(200);
    const encoded = await endOf(server, '/tasks', { kind: 'audio', input: file });
    expect(encoded['output']).toMatchObject({ kind: 'audio', format: 'mp3' });
    const options = { url: 's3://bucket/a/b.mp4', connection_id: 'conn_1' };
    const exported = await endOf(server, '/tasks', { kind: 'export', input: probe['output'], options });
    const target = `${server.url}/files/exports/conn_1/bucket/a/b.mp4`;
    expect(exported['output']).toMatchObject({ url: target });
    expect((await server.call('HEAD', target)).status).toBe(200);
  });

  it('hands the result to the export target that is injected', async () => {
    const put: { url: string; connectionId: string | null; bytes: number }[] = [];
    const server = await startWorking({
      exportTarget: {
        put: async ({ url, path, connectionId }) => {
          put.push({ url, connectionId, bytes: (await readFile(path)).byteLength });
          return { url: 'https://bucket.example/x.mp3' };
        },
      },
    });
    const body = {
      input: `${server.url}/inputs/video.mp4`,
      kind: 'audio',
      output: 's3://bucket/x.mp3',
      options: { connection_id: 'conn_2' },
    };
    expect((await endOf(server, '/jobs', body))['output']).toBe('https://bucket.example/x.mp3');
    expect(put).toMatchObject([{ url: 's3://bucket/x.mp3', connectionId: 'conn_2' }]);
    expect(put[0]?.bytes).toBeGreaterThan(1000);
  });

  it.each([
    ['notes.mp4', 'video', 'format_unsupported'],
    ['truncated.mp4', 'video', 'format_unsupported'],
    ['empty.mp4', 'video', 'invalid_input'],
    ['none.mp4', 'video', 'invalid_input'],
    ['sound.mp3', 'image', 'format_unsupported'],
  ])('fails on %s as %s with %s, and says nothing of its own paths', async (name, kind, errorKind) => {
    const server = await startWorking();
    const job = await endOf(server, '/jobs', { input: `${server.url}/inputs/${name}`, kind });
    expect(job).toMatchObject({
      status: 'failed',
      output: null,
      error: { kind: errorKind, message: expect.any(String) as string },
    });
    expect(JSON.stringify(job['error'])).not.toMatch(/\/(tmp|var|home)\//);
    const statuses = (job['tasks'] as Body[]).map(({ status }) => status);
    expect(statuses.filter((status) => status === 'failed')).toHaveLength(1);
    expect(statuses.at(-1)).toBe('cancelled');
  });

  it('does with sound alone what can be done', async () => {
    const server = await startWorking();
    const job = await endOf(server, '/jobs', { input: `${server.url}/inputs/sound.mp3`, kind: 'audio' });
    expect(job.status).toBe('succeeded');
  });

  it('downloads from elsewhere, and refuses it at connect time unless private addresses are allowed', async () => {
    const inputsDir = await makeInputs();
    const media = await readFile(join(inputsDir, 'video.mp4'));
    const url = await startHttp((_request, response) => response.end(media));
    const open = await startWorking({ inputsDir, allowPrivateAddresses: true });
    expect((await endOf(open, '/jobs', { input: url, kind: 'audio' })).status).toBe('succeeded');
    const small = await startWorking({ inputsDir, allowPrivateAddresses: true, maxSourceBytes: 1000 });
    expect(await endOf(small, '/jobs', { input: url, kind: 'audio' })).toMatchObject({
      error: { kind: 'invalid_input' },
    });
  });

  it('works on as many at once as allowed, and in order', async () => {
    const inputsDir = await makeInputs();
    let running = 0;
    const seen: { most: number; order: string[] } = { most: 0, order: [] };
    const engine = createMediaEngine();
    const server = await startWorking({
      inputsDir,
      concurrency: 2,
      engine: {
        ...engine,
        extractAudio: async (job) => {
          running++;
          seen.most = Math.max(seen.most, running);
          seen.order.push(job.input);
          try {
            return await engine.extractAudio(job);
          } finally {
            running--;
          }
        },
      },
    });
    const names = ['1.mp4', '2.mp4', '3.mp4', '4.mp4', '5.mp4'];
    for (const name of names) await copyFile(join(inputsDir, 'video.mp4'), join(inputsDir, name));
    const ends: Promise<Body>[] = [];
    for (const name of names)
      ends.push(endOf(server, '/jobs', { input: `${server.url}/inputs/${name}`, kind: 'audio' }));
    expect((await Promise.all(ends)).map(({ status }) => status)).toEqual(names.map(() => 'succeeded'));
    expect(seen.most).toBe(2);
    expect(seen.order).toHaveLength(5);
  });

  it('ends the work of a task that is cancelled, and begins again after a close what had not ended', async () => {
    const inputsDir = await makeInputs();
    const engine = createMediaEngine();
    const hanging = {
      ...engine,
      extractAudio: ({ signal }: { signal?: AbortSignal | undefined }) =>
        new Promise<never>((_resolve, reject) => {
          signal?.addEventListener('abort', () => {
            reject(new Error('aborted'));
          });
        }),
    };
    const first = await startWorking({ inputsDir, engine: hanging });
    const port = first.port;
    const body = { input: `${first.url}/inputs/video.mp4`, kind: 'audio' };
    const [stopped, kept, queued] = [
      await first.post('/jobs', body),
      await first.post('/jobs', body),
      await first.post('/jobs', body),
    ];
    await until(
      () => first.get(`/jobs/${stopped.body.id}`),
      (answer) => (answer.body['tasks'] as Body[])[2]?.status === 'processing',
    );
    expect(first.tasks.cancel(stopped.body.id)).toBe(true);
    expect((await first.get(`/jobs/${stopped.body.id}`)).body.status).toBe('cancelled');
    await first.close();
    const second = await startWorking({ inputsDir, engine, dataDir: first.dataDir, port });
    for (const {
      body: { id },
    } of [kept, queued]) {
      const ended = await until(
        () => second.get(`/jobs/${id}`),
        (answer) => TERMINAL.includes(answer.body.status),
      );
      expect(ended.body).toMatchObject({ id, status: 'succeeded' });
    }
    expect((await second.get(`/jobs/${stopped.body.id}`)).body.status).toBe('cancelled');
  });
});
