import { startStack, type Stack, type StackOptions } from '@org/tests-harness';
import { temporalAddress } from '@org/tests-support';
import { afterAll, afterEach, beforeAll } from 'vitest';

/** One stack for all tests of a file, on a queue of its own; no fault outlives the test that set it. */
export function useStack(options: StackOptions & { readonly taskQueue: string }): () => Stack {
  let stack: Stack | undefined;
  beforeAll(async () => {
    stack = await startStack({ ...options, temporalAddress: temporalAddress() });
  });
  afterEach(async () => {
    await stack?.admin.setFaults([]);
  });
  afterAll(async () => {
    await stack?.stop();
  });
  return () => {
    if (!stack) throw new Error('the stack is started before the first test, not while tests are collected');
    return stack;
  };
}

/** Tasks end after a third of a second, and are watched ten times as closely as those of minutes. */
export const SIMULATED: StackOptions = {
  remoteArgs: ['--simulate', 'constant:300'],
  workerEnv: { WORKER_WATCH_SCALE: '0.1' },
};
