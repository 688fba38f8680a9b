import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identityOf, isAlive } from './process-identity.ts';
import { startProcess, type ProcessOptions } from './start-process.ts';
import { waitUntil } from './wait-until.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'process-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const node = (program: string, more: Partial<ProcessOptions> = {}): ProcessOptions => ({
  name: 'sample',
  command: process.execPath,
  args: ['-e', program],
  logFile: join(folder, 'log/sample.log'),
  ...more,
});
const log = (): string => readFileSync(join(folder, 'log/sample.log'), 'utf8');
const STUBBORN =
  'process.on("SIGTERM", () => console.log("no")); console.log("up"); setInterval(() => {}, 1000)';

describe('startProcess', () => {
  it('resolves when the process is ready, with its output in the log', async () => {
    const running = await startProcess(
      node('console.log("up"); setInterval(() => {}, 1000)', { ready: () => log().includes('up') }),
    );
    expect(isAlive(running.identity)).toBe(true);
    expect(await running.stop()).toEqual({ code: null, signal: 'SIGTERM' });
    expect(isAlive(running.identity)).toBe(false);
  });

  it('lets others go first where it is told to', async () => {
    const running = await startProcess(node('setInterval(() => {}, 1000)', { niceness: 7 }));
    expect(getPriority(running.pid)).toBe(7);
    const group = `/proc/${running.pid}/autogroup`;
    if (existsSync(group)) expect(readFileSync(group, 'utf8')).toContain('nice 7');
    await running.stop();
  });

  it('fails with the end of the log when the process ends before it is ready', async () => {
    const start = startProcess(node('console.error("no disk"); process.exit(3)', { ready: () => false }));
    await expect(start).rejects.toThrow(/sample ended before it was ready \(exit code 3\)[^]*no disk/);
  });

  it('starts again what ended in a way that is worth it, three times at most', async () => {
    const panics = (times: number): ProcessOptions =>
      node(
        `const fs = require('node:fs');
        const starts = fs.readFileSync(${JSON.stringify(join(folder, 'log/sample.log'))}, 'utf8').split('start').length;
        console.log('start');
        if (starts <= ${times}) process.exit(2);
        setTimeout(() => console.log('up'));
        setInterval(() => {}, 1000)`,
        { ready: () => log().includes('up'), worthAnotherStart: ({ code }) => code === 2 },
      );
    const running = await startProcess(panics(2));
    expect(log()).toBe('start\nstart\nstart\nup\n');
    await running.stop();
    rmSync(join(folder, 'log'), { recursive: true });
    await expect(startProcess(panics(3))).rejects.toThrow('sample ended before it was ready (exit code 2)');
    expect(log()).toBe('start\nstart\nstart\n');
  });

  it('fails and stops the process when it does not become ready in time', async () => {
    const start = startProcess(
      node('console.log(process.pid); setInterval(() => {}, 1000)', {
        ready: () => false,
        readyTimeoutMs: 1_000,
      }),
    );
    await expect(start).rejects.toThrow(/Waited 1 s for sample to become ready/);
    expect(identityOf(Number(log()))).toBeUndefined();
  });

  it('fails when the program does not exist', async () => {
    await expect(startProcess(node('', { command: join(folder, 'nothing') }))).rejects.toThrow(
      /sample could not be started.*ENOENT/,
    );
  });

  it('gives up, and stops the process, when the caller aborts', async () => {
    const abort = new AbortController();
    const start = startProcess(
      node('console.log(process.pid); setInterval(() => {}, 1000)', {
        ready: () => {
          if (log() !== '') abort.abort(new Error('enough'));
          return false;
        },
        signal: abort.signal,
      }),
    );
    await expect(start).rejects.toThrow('enough');
    expect(identityOf(Number(log()))).toBeUndefined();
  });

  it('kills a process that does not heed SIGTERM within the grace', async () => {
    const running = await startProcess(node(STUBBORN, { ready: () => log().includes('up') }));
    expect(await running.stop({ graceMs: 500 })).toEqual({ code: null, signal: 'SIGKILL' });
    expect(log()).toContain('no');
  });

  it('kill9 ends it without a word', async () => {
    const running = await startProcess(node(STUBBORN, { ready: () => log().includes('up') }));
    expect(await running.kill9()).toEqual({ code: null, signal: 'SIGKILL' });
    expect(log()).not.toContain('no');
  });

  it('does not let a process outlive a parent that is killed', async () => {
    const program = `
      import { startProcess } from ${JSON.stringify(resolve(import.meta.dirname, 'start-process.ts'))};
      const running = await startProcess(${JSON.stringify(node('setInterval(() => {}, 1000)'))});
      console.log(running.pid);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const child = identityOf(Number(line));
    if (child === undefined) throw new Error('the child did not start');
    parent.kill('SIGKILL');
    await waitUntil(() => !isAlive(child), { what: 'the child to be stopped', timeoutMs: 30_000 });
    expect(isAlive(child)).toBe(false);
  });
});
