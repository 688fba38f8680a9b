import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  callers,
  temporaryFolder,
  until,
  VIDEO,
  type Body,
  type TestServer,
} from './testing/start-server.js';

const BIN = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const API_KEY = 'key-of-the-test';

interface Running extends Pick<TestServer, 'call' | 'get' | 'post'> {
  child: ChildProcess;
  url: string;
  stdout: () => string;
}

interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

function launch(
  args: string[],
  env: Record<string, string> = {},
): { child: ChildProcess; ended: Promise<Finished>; out: () => string } {
  if (!existsSync(BIN)) throw new Error(`${BIN} does not exist. Run pnpm build first.`);
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { ...process.env, ITTYBIT_LOCAL_API_KEY: API_KEY, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
  const ended = new Promise<Finished>((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ code, signal, ...text });
    });
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, ended, out: () => text.stdout };
}

async function start(args: string[]): Promise<Running & { ended: Promise<Finished> }> {
  const { child, ended, out } = launch(args);
  const died = ended.then((end) => {
    throw new Error(`The server ended early: ${end.stderr}`);
  });
  died.catch(() => undefined);
  const ready = await Promise.race([until(out, (text) => text.includes('\n')), died]);
  const url = /^ittybit-local listening on (\S+)\n$/.exec(ready)?.[1] ?? '';
  return { child, ended, url, stdout: out, ...callers(url, API_KEY) };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('ittybit-local (the built program)', () => {
  it('explains itself', async () => {
    const { code, stdout } = await launch(['--help']).ended;
    expect(code).toBe(0);
    for (const option of ['--data', '--port', '--simulate', '--faults', 'ITTYBIT_LOCAL_API_KEY'])
      expect(stdout).toContain(option);
  });

  it('says what is wrong with its arguments', async () => {
    const missing = await launch([]).ended;
    expect([missing.code, missing.stderr]).toEqual([1, 'ittybit-local: --data <dir> is missing.\n']);
    const unknown = await launch(['--data', await temporaryFolder(), '--frobnicate']).ended;
    expect([unknown.code, unknown.stderr.includes('--frobnicate')]).toEqual([1, true]);
  });

  it('says so when the port is taken, when the folder is in use and when ffmpeg is missing', async () => {
    const data = await temporaryFolder();
    const first = await start(['--data', data, '--simulate', 'instant']);
    const port = new URL(first.url).port;
    const taken = await launch(['--data', await temporaryFolder(), '--simulate', 'instant', '--port', port])
      .ended;
    expect([taken.code, taken.stderr]).toEqual([
      1,
      expect.stringMatching(/Port \d+ .* is taken\..*choose another port/),
    ]);
    const inUse = await launch(['--data', data, '--simulate', 'instant']).ended;
    expect([inUse.code, inUse.stderr]).toEqual([
      1,
      expect.stringContaining('Another ittybit-local is using'),
    ]);
    const noEngine = await launch(['--data', await temporaryFolder()], { FFMPEG_PATH: '/nowhere/ffmpeg' })
      .ended;
    expect([noEngine.code, noEngine.stderr]).toEqual([1, expect.stringContaining('ffmpeg')]);
  });

  it('takes its key from the environment, prints one line, and ends cleanly on SIGTERM', async () => {
    const server = await start(['--data', await temporaryFolder(), '--simulate', 'constant:60000']);
    expect((await server.get('/jobs')).status).toBe(200);
    await server.post('/jobs', VIDEO);
    server.child.kill('SIGTERM');
    const { code, signal, stdout } = await server.ended;
    expect([code, signal, stdout]).toEqual([0, null, `ittybit-local listening on ${server.url}\n`]);
  });

  it('loses nothing it has answered when it is killed among many creates', async () => {
    const args = [
      '--data',
      await temporaryFolder(),
      '--simulate',
      'instant',
      '--port',
      String(await freePort()),
    ];
    const first = await start(args);
    const answered = new Map<string, string>();
    let sent = 0;
    const clients = Array.from({ length: 20 }, async () => {
      for (;;) {
        const index = String(sent++);
        const body = { ...VIDEO, input: `https://media.example/${index}.mp4` };
        const answer = await first.post('/tasks', body, { 'idempotency-key': index });
        answered.set(index, answer.body.id);
        if (answered.size === 300) first.child.kill('SIGKILL');
      }
    });
    await Promise.allSettled(clients);
    expect((await first.ended).signal).toBe('SIGKILL');
    const second = await start(args);
    for (const [index, id] of answered) {
      const body = { ...VIDEO, input: `https://media.example/${index}.mp4` };
      const again = await second.post('/tasks', body, { 'idempotency-key': index });
      expect([again.status, again.body.id]).toEqual([200, id]);
    }
    const ledger = (await second.get('/_local/ledger')).body as unknown as {
      creates: number;
      duplicates: unknown[];
      replayed: number;
    };
    expect(ledger.creates).toBeGreaterThanOrEqual(answered.size);
    expect(ledger.creates).toBeLessThanOrEqual(sent);
    expect([ledger.duplicates, ledger.replayed]).toEqual([[], answered.size]);
  });

  it('does again what it was working on when it was killed: same id, same URL', async () => {
    const inputs = await temporaryFolder();
    await makeVideo(join(inputs, 'long.mp4'));
    const args = [
      '--data',
      await temporaryFolder(),
      '--inputs',
      inputs,
      '--concurrency',
      '1',
      '--port',
      String(await freePort()),
    ];
    const first = await start(args);
    const input = `${first.url}/inputs/long.mp4`;
    const done = await first.post('/jobs', { input, kind: 'image' });
    const doneBefore = await finished(first, done.body.id);
    const working = await first.post('/jobs', {
      input,
      kind: 'video',
      options: { format: 'webm', codec: 'vp9' },
    });
    const queued = await first.post('/jobs', { input, kind: 'audio' });
    await until(
      () => first.get(`/jobs/${working.body.id}`),
      ({ body }) => (body['tasks'] as Body[])[2]?.status === 'processing',
    );
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await start(args);
    expect(second.url).toBe(first.url);
    expect(await finished(second, done.body.id)).toEqual(doneBefore);
    expect((await second.get(String(doneBefore['output']))).status).toBe(200);
    for (const { body } of [working, queued]) {
      const job = await finished(second, body.id);
      expect([job.status, job.id]).toEqual(['succeeded', body.id]);
      expect((await second.call('HEAD', String(job['output']))).status).toBe(200);
    }
    expect((await second.get('/_local/ledger')).body).toMatchObject({ creates: 3, duplicates: [] });
  });
});

async function finished(server: Running, id: string): Promise<Body> {
  const wanted = ({ body: { status } }: { body: Body }): boolean =>
    status === 'succeeded' || status === 'failed';
  return (await until(() => server.get(`/jobs/${id}`), wanted)).body;
}

async function makeVideo(path: string): Promise<void> {
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25:duration=6'];
  const sound = ['-f', 'lavfi', '-i', 'sine=duration=6'];
  const encoders = ['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac'];
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...picture, ...sound, ...encoders, path]);
}
