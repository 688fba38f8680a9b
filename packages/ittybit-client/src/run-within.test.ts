import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { runWithin, TimeIsUp } from './run-within.js';

const never = (): Promise<never> => new Promise(() => undefined);

describe('runWithin', () => {
  it('ends at its time limit even if what it runs ignores the signal', async () => {
    await expect(runWithin({ signal: undefined, timeoutMs: 5, run: never })).rejects.toBeInstanceOf(TimeIsUp);
  });

  it("ends with the caller's reason even if what it runs ignores the signal", async () => {
    const controller = new AbortController();
    const running = runWithin({ signal: controller.signal, timeoutMs: 60_000, run: never });
    controller.abort('my reason');
    await expect(running).rejects.toBe('my reason');
  });

  it('does not start with an aborted signal', async () => {
    let started = false;
    const run = async (): Promise<void> => {
      started = true;
    };
    await expect(runWithin({ signal: AbortSignal.abort('early'), timeoutMs: 1_000, run })).rejects.toBe(
      'early',
    );
    expect(started).toBe(false);
  });

  it('passes on the result, the failure, and leaves no listener behind', async () => {
    const { signal } = new AbortController();
    await expect(runWithin({ signal, timeoutMs: 60_000, run: async () => 7 })).resolves.toBe(7);
    const run = async (): Promise<never> => {
      throw new RangeError('mine');
    };
    await expect(runWithin({ signal, timeoutMs: 60_000, run })).rejects.toThrow('mine');
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
