import { startStack, type Stack } from '@org/tests-harness';
import { temporalAddress } from '@org/tests-support';
import { afterAll, afterEach, beforeAll } from 'vitest';

/** Tasks end after a third of a second unless their options say otherwise, and are watched ten times as closely. */
export function useSimulatedStack(taskQueue: string, workerEnv: Stack['workerEnv'] = {}): () => Stack {
  let stack: Stack | undefined;
  beforeAll(async () => {
    stack = await startStack({
      taskQueue,
      temporalAddress: temporalAddress(),
      remoteArgs: ['--simulate', 'constant:300'],
      workerEnv: { WORKER_WATCH_SCALE: '0.1', ...workerEnv },
    });
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

/** Options of a stage whose remote task outlasts every test. */
export const ENDLESS = { simulate: { durationMs: 600_000 } };
