import { describe, expect, it } from 'vitest';
import type { ProcessExit, RunningProcess } from './start-process.ts';
import { supervise } from './supervise.ts';
import { waitUntil } from './wait-until.ts';

/** A process that ends when the test says so. */
function fakeProcess(pid: number): RunningProcess & { end: () => void } {
  let resolve: (exit: ProcessExit) => void = () => undefined;
  const exited = new Promise<ProcessExit>((settle) => (resolve = settle));
  const end = (): Promise<ProcessExit> => {
    resolve({ code: 1, signal: null });
    return exited;
  };
  return {
    name: 'sample',
    pid,
    identity: { pid, startedAt: '' },
    logFile: 'sample.log',
    exited,
    stop: end,
    kill9: end,
    end: () => void end(),
  };
}

function harness(failures: readonly number[] = []) {
  const started: ReturnType<typeof fakeProcess>[] = [];
  const told: string[] = [];
  let attempts = 0;
  const start = async (): Promise<RunningProcess> => {
    attempts++;
    if (failures.includes(attempts)) throw new Error(`attempt ${attempts} failed`);
    const running = fakeProcess(attempts);
    started.push(running);
    return running;
  };
  return {
    started,
    told,
    supervised: supervise({
      start,
      onStart: () => undefined,
      report: (line) => told.push(line),
      backoffMs: 5,
    }),
  };
}

describe('supervise', () => {
  it('starts a process again when it ends by itself, and says so', async () => {
    const { started, told, supervised } = harness();
    const service = await supervised;
    started[0]?.end();
    await waitUntil(() => service.current().pid === 2, {
      what: 'a second start',
      timeoutMs: 10_000,
      intervalMs: 5,
    });
    expect(told).toEqual([
      'sample ended (exit code 1), its log is sample.log',
      'starting sample again in 0.005 s',
      'sample runs again (process 2)',
    ]);
    await service.stop();
  });

  it('waits longer after each start that fails', async () => {
    const { started, told, supervised } = harness([2, 3]);
    const service = await supervised;
    started[0]?.end();
    await waitUntil(() => service.current().pid === 4, {
      what: 'a fourth start',
      timeoutMs: 10_000,
      intervalMs: 5,
    });
    expect(told.filter((line) => line.startsWith('starting'))).toEqual(
      [5, 10, 20].map((ms) => `starting sample again in ${ms / 1000} s`),
    );
    expect(told).toContain('attempt 3 failed');
    await service.stop();
  });

  it('does not start it again once it was stopped', async () => {
    const { started, told, supervised } = harness();
    await (await supervised).stop();
    expect({ starts: started.length, told }).toEqual({ starts: 1, told: [] });
  });

  it('fails when the first start does', async () => {
    await expect(harness([1]).supervised).rejects.toThrow('attempt 1 failed');
  });
});
