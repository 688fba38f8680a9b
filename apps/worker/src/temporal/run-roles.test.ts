import type { WorkerRole } from '@org/media-contracts';
import { captureLog } from '@org/media-log/testing';
import { describe, expect, it } from 'vitest';
import { runRoles } from './run-roles.js';

/** Runs until it is shut down or made to fail, and refuses what the SDK's Worker refuses. */
function fakeWorker(): {
  getState: () => 'INITIALIZED' | 'RUNNING' | 'STOPPED' | 'FAILED';
  run: () => Promise<void>;
  shutdown: () => void;
  fail: (error: Error) => void;
} {
  let state: 'INITIALIZED' | 'RUNNING' | 'STOPPED' | 'FAILED' = 'INITIALIZED';
  const { promise, resolve, reject } = withResolvers();
  return {
    getState: () => state,
    run: () => {
      state = 'RUNNING';
      return promise;
    },
    shutdown: () => {
      if (state !== 'RUNNING') throw new Error('Not running');
      state = 'STOPPED';
      resolve();
    },
    fail: (error) => {
      state = 'FAILED';
      reject(error);
    },
  };
}

function withResolvers(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve = (): void => undefined;
  let reject = (_error: Error): void => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

function start(signal: AbortSignal): {
  workers: Map<WorkerRole, ReturnType<typeof fakeWorker>>;
  running: Promise<void>;
} {
  const workers = new Map<WorkerRole, ReturnType<typeof fakeWorker>>([
    ['workflows', fakeWorker()],
    ['remote', fakeWorker()],
  ]);
  return { workers, running: runRoles(workers, { logger: captureLog().logger, signal }) };
}

describe('runRoles', () => {
  it('shuts every role down when the signal fires', async () => {
    const controller = new AbortController();
    const { workers, running } = start(controller.signal);
    controller.abort();
    await running;
    expect([...workers.values()].map((worker) => worker.getState())).toEqual(['STOPPED', 'STOPPED']);
  });

  it('ends at once when the signal has fired already', async () => {
    await expect(start(AbortSignal.abort()).running).resolves.toBeUndefined();
  });

  it('shuts the others down when one fails, and rejects with its reason', async () => {
    const { workers, running } = start(new AbortController().signal);
    workers.get('remote')?.fail(new Error('poll failed'));
    await expect(running).rejects.toThrow('poll failed');
    expect(workers.get('workflows')?.getState()).toBe('STOPPED');
  });
});
