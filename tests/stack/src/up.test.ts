import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { makeTestVideo, waitUntil } from '@org/dev-stack';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { demoAnswer, OUTPUTS, type DemoAnswer } from './support/demo-answer.ts';
import { prepareDev, type Dev, type RunningUp } from './support/dev.ts';

let dev: Dev;
let video: string;
beforeAll(async () => {
  dev = await prepareDev();
  video = join(dev.folder, 'short.mp4');
  await makeTestVideo({ path: video, seconds: 2, size: '320x180' });
});
afterAll(() => {
  dev.remove();
});

async function up(): Promise<RunningUp> {
  const running = await dev.up();
  onTestFinished(async () => {
    await running.stop({ graceMs: 60_000 });
  });
  return running;
}

async function demo(): Promise<DemoAnswer> {
  const { exitCode, stdout, stderr } = await dev.run(['demo', '--json', '--input', video]);
  expect(exitCode, stderr).toBe(0);
  return demoAnswer(stdout);
}

function alive(pids: Readonly<Record<string, number>>): string[] {
  return Object.keys(pids).filter((name) => {
    try {
      return process.kill(pids[name] ?? 0, 0);
    } catch {
      return false;
    }
  });
}

const SERVICES = ['temporal', 'ittybit-local', 'postgres', 'worker', 'api'];

/** One story: each test finds what the one before it left. */
describe('./dev up', () => {
  let earlier: DemoAnswer;

  it('keeps a stack for whoever comes; a second one says who has it and where; Ctrl-C ends all of it', async () => {
    const running = await up();
    expect(Object.keys(running.children)).toEqual(SERVICES);
    expect(alive(running.children)).toEqual(SERVICES);
    const { temporal, ui, ittybit, workerHttp } = dev.ports;
    for (const port of [temporal, ui, ittybit, workerHttp])
      expect(running.said()).toContain(`127.0.0.1:${port}`);
    expect((await fetch(`http://127.0.0.1:${ui}/`)).status).toBe(200);

    const second = await dev.run(['up']);
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toContain(`./dev up (process ${running.pid}) runs the stack already`);
    expect(second.stderr).toContain(`http://127.0.0.1:${ui}`);
    expect(second.stderr).toContain(`kill ${running.pid}`);

    earlier = await demo();
    // It used this stack, and left it alone.
    expect(alive(running.children)).toEqual(SERVICES);

    process.kill(running.pid, 'SIGINT');
    expect(await running.exited).toEqual({ code: 0, signal: null });
    expect(alive(running.children)).toEqual([]);
    expect(running.said()).toContain('everything is stopped');
  });

  it('goes on with the same data and ports: earlier runs are known and their outputs still answer', async () => {
    const keyFile = join(dev.folder, 'data/api.key');
    writeFileSync(keyFile, 'mk_of_a_database_that_was_used_before');
    await up();
    const authorization = `Bearer ${readFileSync(keyFile, 'utf8')}`;
    const known = `http://127.0.0.1:${dev.ports.api}/v1/pipelines/${earlier.workflowId}`;
    expect((await fetch(known, { headers: { authorization } })).status).toBe(200);
    const { exitCode, stdout } = await dev.run(['run', 'pipeline', 'status', earlier.workflowId]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('succeeded');
    for (const name of OUTPUTS) {
      const { url, bytes } = earlier.outputs[name] ?? { url: '', bytes: -1 };
      expect((await (await fetch(url)).arrayBuffer()).byteLength, name).toBe(bytes);
    }
    const doctor = await dev.run(['doctor', '--json']);
    expect(doctor.exitCode, doctor.stdout).toBe(0);
  });

  it('killed outright leaves nothing running, and a demo after it works with the same data', async () => {
    const running = await up();
    process.kill(running.pid, 'SIGKILL');
    const after = await demo();
    expect(new URL(after.outputs.ingested?.url ?? '').host).toBe(`127.0.0.1:${dev.ports.ittybit}`);
    expect(after.workflowId).not.toBe(earlier.workflowId);
    await waitUntil(() => alive(running.children).length === 0, {
      what: 'what the killed ./dev up had started to end',
      timeoutMs: 60_000,
    });
    expect(await dev.portsInUse()).toEqual([]);
  });

  it('whose port a stranger has names the port, the stranger and what to do', async () => {
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(dev.ports.ittybit, '127.0.0.1', resolve));
    onTestFinished(() => void stranger.close());
    const { exitCode, stderr } = await dev.run(['up']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `Port ${dev.ports.ittybit} of ittybit-local is taken by process ${process.pid} (`,
    );
    expect(stderr).toContain(`change the port in ${join(dev.folder, 'data/ports.json')}`);
    expect(await dev.portsInUse()).toEqual(['ittybit']);
  });

  it('says to other commands that no stack is running', async () => {
    const { exitCode, stderr } = await dev.run(['run', 'pipeline', 'list']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('No stack is running. Start one with `./dev up`');
  });
});
