import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EngineError } from './engine-error.js';
import { runProcess, type ProcessRun } from './run-process.js';
import { createTestMedia, engineErrorOf, isGone, type TestMedia } from './testing/test-media.js';

let media: TestMedia;
beforeAll(async () => {
  media = await createTestMedia();
});
afterAll(() => media.remove());

function node(script: string, run: Partial<ProcessRun> = {}): ProcessRun {
  const signal = new AbortController().signal;
  return { command: process.execPath, args: ['-e', script], signal, killGraceMs: 200, ...run };
}

describe('runProcess', () => {
  it('gives the exit code and the last twenty lines of stderr', async () => {
    const exit = await runProcess(
      node('for (let i = 1; i <= 50; i++) console.error("line " + i); process.exitCode = 3'),
    );
    expect(exit).toMatchObject({ exitCode: 3, exitSignal: null });
    expect(exit.stderrTail).toHaveLength(20);
    expect(exit.stderrTail.at(-1)).toBe('line 50');
  });

  it('passes arguments as they are: no shell reads them', async () => {
    let out = '';
    const args = ['-e', 'console.log(process.argv[1])', '$(id); `id` > x | y'];
    await runProcess({ ...node(''), args, onStdout: (text) => (out += text) });
    expect(out.trim()).toBe('$(id); `id` > x | y');
  });

  it('hands over a minimal environment and no stdin', async () => {
    let out = '';
    const script =
      'console.log(JSON.stringify({ names: Object.keys(process.env), in: require("fs").readFileSync(0, "utf8") }))';
    process.env['MEDIA_ENGINE_TEST_SECRET'] = 'x';
    await runProcess(node(script, { onStdout: (text) => (out += text) }));
    delete process.env['MEDIA_ENGINE_TEST_SECRET'];
    const answer = JSON.parse(out) as { names: string[]; in: string };
    expect(answer.in).toBe('');
    expect(answer.names).toContain('PATH');
    expect(answer.names).not.toContain('MEDIA_ENGINE_TEST_SECRET');
    expect(answer.names).not.toContain('HOME');
  });

  it('does not grow with what is written to stderr', async () => {
    const script =
      'const b = "x".repeat(1e6); let i = 0; (function w() { if (i++ < 300) process.stderr.write(b + (i % 2 ? "" : "\\n"), w) })()';
    let most = 0;
    const before = process.memoryUsage().rss;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss - before);
    }, 20);
    const exit = await runProcess(node(script));
    clearInterval(watch);
    expect(exit.stderrTail.length).toBeGreaterThan(0);
    expect(Math.max(...exit.stderrTail.map((line) => line.length))).toBeLessThanOrEqual(500);
    // 300 MB were written.
    expect(most).toBeLessThan(150 * 1024 * 1024);
  });

  it('says what to install when there is no such program', async () => {
    const error = await engineErrorOf(runProcess(node('', { command: media.at('no-such-program') })));
    expect(error.code).toBe('engineMissing');
    expect(error.message).toContain('Install ffmpeg');
  });

  it('starts nothing when the signal has fired already', async () => {
    const reason = new EngineError('aborted', 'before');
    const run = node(`require("fs").writeFileSync(${JSON.stringify(media.at('started'))}, "")`);
    await expect(runProcess({ ...run, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(readFile(media.at('started'))).rejects.toThrow('ENOENT');
  });

  it('kills the whole group, also what ignores SIGTERM, and tells the reason with the last lines', async () => {
    const stubborn = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6); console.log(process.pid)';
    const parent = `process.on("SIGTERM", () => {}); console.error("working"); console.log(process.pid);
      require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(stubborn)}], { stdio: "inherit" });
      setInterval(() => {}, 1e6)`;
    let out = '';
    const controller = new AbortController();
    const running = engineErrorOf(
      runProcess(node(parent, { signal: controller.signal, onStdout: (text) => (out += text) })),
    );
    await vi.waitFor(() => {
      expect(out.trim().split('\n')).toHaveLength(2);
    }, 30_000);
    const pids = out.trim().split('\n').map(Number);
    for (const pid of pids) expect(await isGone(pid)).toBe(false);

    controller.abort(new EngineError('aborted', 'enough'));
    expect(await running).toMatchObject({ code: 'aborted', message: 'enough', stderrTail: ['working'] });
    for (const pid of pids) {
      await vi.waitFor(async () => {
        expect(await isGone(pid)).toBe(true);
      }, 30_000);
    }
  });
});
