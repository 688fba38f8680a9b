import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { roleTaskQueue } from '@org/media-contracts';
import type { CallbackWorld } from './callback-world.ts';
import type { Ledger } from './ledger.ts';

export type LedgerMethod = keyof Pick<Ledger, 'load' | 'attempts' | 'recordAttempt' | 'secretsOf'>;

export interface LedgerCall {
  readonly call: number;
  readonly method: LedgerMethod;
  readonly args: readonly unknown[];
}

export interface LedgerAnswer {
  readonly call: number;
  readonly value: unknown;
}

/** A worker in a process of its own. */
export interface ForkedWorker {
  /** As `kill -9`; resolves when it is gone. */
  readonly kill: () => Promise<void>;
}

/** Starts a worker of the role `callbacks` over the ledger of a world. */
export function forkWorker({ address, taskQueue, ledger }: CallbackWorld): ForkedWorker {
  const program = fileURLToPath(new URL('./callback-worker.ts', import.meta.url));
  const child = fork(program, [address, roleTaskQueue(taskQueue, 'callbacks')], { execArgv: [] });
  child.on('message', ({ call, method, args }: LedgerCall) => {
    const answering = (ledger[method] as (...all: readonly unknown[]) => Promise<unknown>)(...args);
    void answering.then((value) => {
      if (child.connected) child.send({ call, value } satisfies LedgerAnswer);
    });
  });
  const gone = once(child, 'exit');
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
