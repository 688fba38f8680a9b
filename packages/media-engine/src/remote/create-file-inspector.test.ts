import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMediaEngine } from '../media-engine.js';
import { createFileInspector, type InspectedMedia } from './create-file-inspector.js';
import { SAMPLE_BYTES } from './read-sample.js';
import type { SampleFetch } from './sample-fetch.js';

const run = promisify(execFile);
const engine = createMediaEngine();
const sent = new Map<string, number>();
let folder = '';
let scratch = '';
let base = '';
const server = createServer((request, response) => {
  void serve(request, response);
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outputs-'));
  scratch = await mkdtemp(join(tmpdir(), 'scratch-'));
  await makeMedia();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
  await rm(scratch, { recursive: true, force: true });
});

async function makeMedia(): Promise<void> {
  const ffmpeg = (...args: string[]): Promise<unknown> =>
    run('ffmpeg', ['-v', 'error', '-y', ...args], { cwd: folder });
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=10:d=2'];
  const sound = ['-f', 'lavfi', '-i', 'sine=f=440:d=2'];
  const mp4 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
  await ffmpeg(...picture, ...sound, ...mp4, '-movflags', '+faststart', 'clip.mp4');
  await ffmpeg(...picture, '-frames:v', '1', 'image.webp');
  // Constant bit rate without a header: the duration follows from the length of the whole file.
  await ffmpeg('-f', 'lavfi', '-i', 'anoisesrc=d=160', '-b:a', '320k', '-write_xing', '0', 'long.mp3');
  // Noise that cannot be compressed: more than both samples, with its index at the end.
  const noise = ['-f', 'lavfi', '-i', 'nullsrc=s=640x360:r=10:d=6,geq=random(1)*255:128:128'];
  await ffmpeg(
    ...noise,
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-qp',
    '1',
    '-pix_fmt',
    'yuv420p',
    'big.mp4',
  );
  await writeFile(join(folder, 'page.html'), '<html>this is no video</html>');
  await writeFile(join(folder, 'empty.mp4'), '');
  await writeFile(join(folder, 'list.m3u8'), '#EXTM3U\n#EXTINF:2,\nhttp://127.0.0.1:1/other.ts\n');
  const clip = await readFile(join(folder, 'clip.mp4'));
  await writeFile(join(folder, 'cut.mp4'), clip.subarray(0, 200));
  await writeFile(join(folder, 'junk.bin'), Buffer.alloc(SAMPLE_BYTES));
  await appendFile(join(folder, 'junk.bin'), Buffer.alloc(SAMPLE_BYTES + 10, 'j'));
}

/**
 * A file server with ranges; `/plain/x` knows none, `/lengthless/x` tells no length,
 * `/status/n` answers n, `/endless` never stops, `/silent` never begins.
 */
async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, kind = '', name = ''] = (request.url ?? '').split('/');
  if (kind === 'silent') return;
  if (kind === 'status') response.writeHead(Number(name)).end();
  else if (kind === 'endless') sendForEver(response);
  else if (kind === 'lengthless')
    response.writeHead(200, { 'transfer-encoding': 'chunked' }).end(await readFile(join(folder, name)));
  else sendFile(await readFile(join(folder, name)), { ranges: kind === 'files', request, response });
}

function sendFile(
  bytes: Buffer,
  { ranges, request, response }: { ranges: boolean; request: IncomingMessage; response: ServerResponse },
): void {
  const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from);
  if (ranges && start >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    return;
  }
  const part = ranges ? bytes.subarray(start, Number(to || bytes.length) + 1) : bytes;
  sent.set(request.url ?? '', (sent.get(request.url ?? '') ?? 0) + part.length);
  const range = `bytes ${start}-${start + part.length - 1}/${bytes.length}`;
  response.writeHead(ranges ? 206 : 200, {
    'content-length': part.length,
    ...(ranges ? { 'content-range': range } : {}),
  });
  response.end(part);
}

function sendForEver(response: ServerResponse): void {
  const push = (): void => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536)));
  };
  response.on('drain', push);
  push();
}

const plainFetch: SampleFetch = async (url, { signal, headers }) => {
  const response = await fetch(url, { signal, headers });
  async function* body(): AsyncGenerator<Uint8Array> {
    if (response.body) yield* response.body;
  }
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: body(),
    cancel: () => void response.body?.cancel(),
  };
};

async function inspect(path: string, signal = new AbortController().signal): Promise<InspectedMedia> {
  const inspector = createFileInspector({ fetch: plainFetch, engine, temporaryFolder: scratch });
  try {
    return await inspector.inspect(base + path, { signal });
  } finally {
    expect(await readdir(scratch)).toEqual([]);
  }
}

describe('createFileInspector', () => {
  it.each(['/files/clip.mp4', '/plain/clip.mp4'])('says what a video at %s is', async (path) => {
    expect(await inspect(path)).toMatchObject({
      readable: true,
      kind: 'video',
      format: 'mp4',
      width: 320,
      height: 180,
      sizeBytes: (await stat(join(folder, 'clip.mp4'))).size,
      codecs: { video: 'h264', audio: 'aac' },
    });
  });

  it('says what an image is', async () => {
    expect(await inspect('/files/image.webp')).toMatchObject({
      readable: true,
      kind: 'image',
      format: 'webp',
      width: 320,
    });
  });

  it('reads the duration of a bare mp3 that is longer than the sample', async () => {
    const { size } = await stat(join(folder, 'long.mp3'));
    expect(size).toBeGreaterThan(SAMPLE_BYTES);
    const seen = await inspect('/files/long.mp3');
    expect(seen).toMatchObject({ readable: true, kind: 'audio', format: 'mp3', sizeBytes: size });
    expect(seen.readable && seen.durationSeconds).toBeCloseTo(160, 0);
  });

  it('finds the index at the end of a big mp4 without reading its middle', async () => {
    const { size } = await stat(join(folder, 'big.mp4'));
    expect(size).toBeGreaterThan(2 * SAMPLE_BYTES);
    expect(await inspect('/files/big.mp4')).toMatchObject({
      readable: true,
      kind: 'video',
      width: 640,
      sizeBytes: size,
      durationSeconds: 6,
    });
    expect(sent.get('/files/big.mp4')).toBe(2 * SAMPLE_BYTES);
  });

  it('knows a playlist and does not follow it', async () => {
    expect(await inspect('/files/list.m3u8')).toMatchObject({
      readable: true,
      kind: 'adaptive_video',
      format: 'hls',
    });
  });

  it.each([
    ['/files/page.html', /not media/],
    ['/files/cut.mp4', /not media/],
    ['/files/empty.mp4', /0 bytes/],
    ['/plain/empty.mp4', /0 bytes/],
    ['/status/404', /answered 404/],
    ['/status/410', /answered 410/],
  ])('says that %s is no output', async (path, reason) => {
    const seen = await inspect(path);
    expect(seen).toMatchObject({ readable: false, reason: expect.stringMatching(reason) as string });
  });

  it('does not condemn a big file by its ends', async () => {
    await expect(inspect('/files/junk.bin')).rejects.toMatchObject({ code: 'unsupported' });
  });

  it.each([403, 500, 503])(
    'throws when the server answers %s: nothing is known of the file',
    async (status) => {
      await expect(inspect(`/status/${status}`)).rejects.toThrow(`answered ${status}`);
    },
  );

  it('reads no more than its sample of an endless body', async () => {
    await expect(inspect('/endless/x')).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('tells no length when the server does not and the file goes on', async () => {
    const seen = await inspect('/lengthless/long.mp3');
    expect(seen).toMatchObject({ readable: true, kind: 'audio', format: 'mp3' });
    expect(seen).not.toHaveProperty('sizeBytes');
    expect(seen).not.toHaveProperty('durationSeconds');
  });

  it('ends with the signal', async () => {
    const controller = new AbortController();
    const inspecting = inspect('/silent/x', controller.signal);
    setTimeout(() => {
      controller.abort();
    }, 50);
    await expect(inspecting).rejects.toMatchObject({ name: 'AbortError' });
  });
});
