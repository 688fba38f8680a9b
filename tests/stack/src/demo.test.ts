import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeTestVideo, tools } from '@org/dev-stack';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { demoAnswer, OUTPUTS, type DemoAnswer } from './support/demo-answer.ts';
import { prepareDev, type Dev } from './support/dev.ts';
import { probeFile } from './support/probe-file.ts';

let dev: Dev;
beforeAll(async () => {
  dev = await prepareDev();
});
afterAll(() => {
  dev.remove();
});

describe('./dev demo', () => {
  let first: DemoAnswer;

  it('brings a video through the pipeline, says in its last line what came of it, and stops everything', async () => {
    const { exitCode, stdout, stderr } = await dev.run(['demo', '--json']);
    expect(exitCode, stderr).toBe(0);
    // Nothing but the answer is on stdout.
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    first = demoAnswer(stdout);
    expect(Object.keys(first).toSorted()).toEqual(['ledger', 'ok', 'outputs', 'wallMs', 'workflowId']);
    expect(first).toMatchObject({ ok: true, ledger: { creates: 4, duplicates: 0 } });
    expect(first.wallMs).toBeGreaterThan(0);
    expect(stderr).toContain(`Started ${first.workflowId}`);
    for (const name of OUTPUTS) {
      const output = first.outputs[name];
      expect(Object.keys(output ?? {}).toSorted(), name).toEqual(['bytes', 'path', 'probe', 'url']);
      expect(statSync(output?.path ?? '').size, name).toBe(output?.bytes);
    }
    expect(await dev.portsInUse()).toEqual([]);
  });

  it('makes what ffprobe, asked by somebody else, says that it should be', async () => {
    const facts = await Promise.all(OUTPUTS.map((name) => probeFile(first.outputs[name]?.path ?? '')));
    const [ingested, thumbnail, audio, transcoded] = facts;
    expect(ingested).toMatchObject({ format: expect.stringContaining('mp4') as string });
    expect(thumbnail).toMatchObject({ format: 'webp_pipe', codecs: ['webp'], width: 640 });
    expect(audio).toMatchObject({ format: 'mp3', codecs: ['mp3'] });
    expect(transcoded).toMatchObject({ format: expect.stringContaining('mp4') as string, width: 1280 });
    expect(transcoded?.codecs).toContain('h264');
  });

  it('a second time keeps data and ports, and tells a person where the outputs are and how to look', async () => {
    const video = join(dev.folder, 'short.mp4');
    await makeTestVideo({ path: video, seconds: 2, size: '320x180' });
    const { exitCode, stdout, stderr } = await dev.run(['demo', '--input', video]);
    expect(exitCode, stderr).toBe(0);
    expect(stdout.match(/^ {2}ok {3}(ingested|thumbnail|audio|transcoded) /gm)).toHaveLength(4);
    expect(stdout).toContain('4 remote tasks were created, 0 of them twice');
    const last = stdout.trimEnd().split('\n').at(-1);
    expect(last).toContain(
      `\`./dev up\`, then http://127.0.0.1:${dev.ports.ui}/namespaces/default/workflows/pl_`,
    );
    for (const name of OUTPUTS) expect(statSync(first.outputs[name]?.path ?? '').isFile()).toBe(true);
    expect(new URL(first.outputs.audio?.url ?? '').port).toBe(String(dev.ports.ittybit));
    expect(await dev.portsInUse()).toEqual([]);
  });

  it('of sound without picture tells per output what was kept and why the rest is missing', async () => {
    const sound = join(dev.folder, 'sound.mp3');
    await promisify(execFile)(tools().ffmpeg, [
      ...['-nostdin', '-loglevel', 'error', '-f', 'lavfi', '-i', 'sine=duration=2'],
      sound,
    ]);
    const { exitCode, stdout, stderr } = await dev.run(['demo', '--json', '--input', sound]);
    expect(exitCode, stderr).toBe(1);
    const { ok, state, outputs, problems, ledger } = demoAnswer(stdout);
    expect({ ok, state, ledger }).toMatchObject({ ok: false, state: 'failed', ledger: { duplicates: 0 } });
    expect((await probeFile(outputs.audio?.path ?? '')).format).toBe('mp3');
    expect(outputs).toMatchObject({ thumbnail: null, transcoded: null });
    expect(problems).toMatchObject({
      thumbnail: expect.stringContaining('no picture') as string,
      transcoded: expect.stringContaining('no picture') as string,
    });
    expect(stderr).toMatch(/BAD +thumbnail +.*no picture/);
    expect(await dev.portsInUse()).toEqual([]);
  });

  it('of a URL that answers 404 says so, and what to do', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/gone.mp4`;
    const { exitCode, stdout } = await dev.run(['demo', '--input', url]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/BAD +ingested +.*answered 404\. Check the URL/);
    expect(stdout).toMatch(/BAD +transcoded +never started/);
    expect(await dev.portsInUse()).toEqual([]);
  });
});

describe.concurrent('./dev demo refuses, and starts nothing,', () => {
  const away = '127.0.0.1:1';

  it.for<[string, { args?: string[]; env?: Record<string, string>; exitCode: number; said: string[] }]>([
    [
      'an input that is not there',
      { args: ['--input', '/nowhere/a.mp4'], exitCode: 1, said: ['/nowhere/a.mp4', 'no such file'] },
    ],
    ['an input that is a folder', { args: ['--input', '/'], exitCode: 1, said: ['not a file'] }],
    [
      'an option it does not have',
      { args: ['--inptu', 'a.mp4'], exitCode: 2, said: ["'--inptu'", 'Usage:'] },
    ],
    ['an argument it does not take', { args: ['a.mp4'], exitCode: 2, said: ["'a.mp4'", 'Usage:'] }],
    [
      'a file of this machine while the real service is asked for',
      {
        args: ['--input', import.meta.filename],
        env: { ITTYBIT_API_KEY: 'a-key-of-nobody' },
        exitCode: 1,
        said: ['cannot read a file of this machine', 'unset ITTYBIT_API_KEY'],
      },
    ],
    [
      'a Temporal cluster that cannot be reached, after a while',
      {
        env: { TEMPORAL_ADDRESS: away },
        exitCode: 1,
        said: [`Temporal at ${away} (TEMPORAL_ADDRESS)`, 'unset TEMPORAL_ADDRESS'],
      },
    ],
    [
      'an address that is none',
      { env: { TEMPORAL_ADDRESS: 'temporal' }, exitCode: 1, said: ['must be host:port'] },
    ],
  ])('%s', async ([, { args = [], env = {}, exitCode, said }], { expect }) => {
    const own = await prepareDev();
    try {
      const answer = await own.run(['demo', ...args], env);
      for (const text of said) expect(answer.stderr).toContain(text);
      expect({ exitCode: answer.exitCode, stdout: answer.stdout }).toEqual({ exitCode, stdout: '' });
      expect(answer.stderr).not.toContain('a-key-of-nobody');
      expect(await own.portsInUse()).toEqual([]);
    } finally {
      own.remove();
    }
  });
});
