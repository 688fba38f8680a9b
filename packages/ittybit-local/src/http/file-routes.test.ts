import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startServer, temporaryFolder, VIDEO, type TestServer } from '../testing/start-server.js';

async function serverWithInputs(): Promise<TestServer> {
  const inputsDir = join(await temporaryFolder(), 'inputs');
  await mkdir(join(inputsDir, 'sub'), { recursive: true });
  await writeFile(join(inputsDir, 'ten.mp4'), '0123456789');
  await writeFile(join(inputsDir, 'sub', 'a b.mp3'), 'sound');
  await writeFile(join(inputsDir, '.hidden'), 'secret');
  await writeFile(join(inputsDir, 'empty.bin'), '');
  await writeFile(join(inputsDir, '..', 'outside.txt'), 'secret');
  await symlink(join(inputsDir, '..', 'outside.txt'), join(inputsDir, 'link.txt'));
  return startServer({ inputsDir });
}

describe('fileRoutes', () => {
  it('serves inputs whole, with type, length and tag, and needs no key', async () => {
    const server = await serverWithInputs();
    const answer = await fetch(`${server.url}/inputs/ten.mp4`);
    expect([answer.status, await answer.text()]).toEqual([200, '0123456789']);
    expect(answer.headers.get('content-type')).toBe('video/mp4');
    expect(answer.headers.get('content-length')).toBe('10');
    expect(answer.headers.get('accept-ranges')).toBe('bytes');
    expect(answer.headers.get('etag')).toMatch(/^"[^"]+"$/);
    expect((await server.get('/inputs/sub/a%20b.mp3')).text).toBe('sound');
    expect((await server.get('/inputs/empty.bin')).status).toBe(200);
  });

  it('serves parts', async () => {
    const server = await serverWithInputs();
    const wanted: [string, number, string, string | null][] = [
      ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
      ['bytes=7-', 206, '789', 'bytes 7-9/10'],
      ['bytes=-2', 206, '89', 'bytes 8-9/10'],
      ['bytes=8-100', 206, '89', 'bytes 8-9/10'],
      ['bytes=10-', 416, '', 'bytes */10'],
      ['bytes=0-1,4-5', 200, '0123456789', null],
      ['lines=1-2', 200, '0123456789', null],
    ];
    for (const [range, status, text, contentRange] of wanted) {
      const answer = await server.get('/inputs/ten.mp4', { range });
      expect([answer.status, answer.text, answer.headers.get('content-range')], range).toEqual([
        status,
        text,
        contentRange,
      ]);
    }
  });

  it('serves the whole when If-Range names another version, and 304 for a known tag', async () => {
    const server = await serverWithInputs();
    const etag = (await server.get('/inputs/ten.mp4')).headers.get('etag') ?? '';
    const range = 'bytes=0-3';
    expect((await server.get('/inputs/ten.mp4', { range, 'if-range': etag })).status).toBe(206);
    expect((await server.get('/inputs/ten.mp4', { range, 'if-range': '"other"' })).status).toBe(200);
    expect((await server.get('/inputs/ten.mp4', { 'if-none-match': etag })).status).toBe(304);
  });

  it('answers HEAD with the head alone', async () => {
    const server = await serverWithInputs();
    const answer = await server.call('HEAD', '/inputs/ten.mp4');
    expect([answer.status, answer.text, answer.headers.get('content-length')]).toEqual([200, '', '10']);
  });

  it('never leads out of its folders', async () => {
    const server = await serverWithInputs();
    const paths = [
      '../outside.txt',
      '..%2foutside.txt',
      '%2e%2e/outside.txt',
      'link.txt',
      '.hidden',
      'sub',
      'sub//a',
      '%00',
      'a%5c..',
      '%ff',
      'none.mp4',
    ];
    for (const path of paths) {
      const answer = await fetch(`${server.url}/inputs/${path}`);
      expect(answer.status, path).toBe(404);
    }
    expect((await server.get('/files/state.sqlite')).status).toBe(404);
  });

  it('serves simulated results with the right type, and not before they exist', async () => {
    const server = await startServer({
      simulation: { duration: { distribution: 'constant', ms: 3_600_000 } },
    });
    const done = { simulate: { durationMs: 0 } };
    for (const [kind, options, name, type] of [
      ['video', {}, 'output.mp4', 'video/mp4'],
      ['image', { format: 'webp' }, 'output.webp', 'image/webp'],
      ['audio', {}, 'output.mp3', 'audio/mpeg'],
      ['adaptive_video', {}, 'master.m3u8', 'application/vnd.apple.mpegurl'],
    ] as const) {
      const { body } = await server.post('/jobs', {
        input: VIDEO.input,
        kind,
        options: { ...options, ...done },
      });
      const answer = await server.get(`/files/${body.id}/${name}`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
      expect(answer.text).toContain(body.id);
    }
    const running = await server.post('/jobs', VIDEO);
    expect((await server.get(`/files/${running.body.id}/output.mp4`)).status).toBe(404);
  });
});
