import { describe, expect, it } from 'vitest';
import { parseEnv } from '../env.js';
import { captureLog } from '../testing/captured-log.js';
import { connectTemporal } from './connect-temporal.js';

describe('connectTemporal', () => {
  it('tells the address and what to check, tries again, and ends with the signal', async () => {
    const controller = new AbortController();
    const log = captureLog();
    const reasons: string[] = [];
    const connecting = connectTemporal(parseEnv({ TEMPORAL_ADDRESS: '127.0.0.1:1' }), {
      logger: log.logger,
      signal: controller.signal,
      onProblem: (reason) => {
        if (reasons.push(reason) === 2) controller.abort();
      },
    });
    await expect(connecting).rejects.toMatchObject({ name: 'AbortError' });
    expect(reasons[0]).toMatch(/cannot use default at 127\.0\.0\.1:1; check TEMPORAL_ADDRESS/);
    expect(log.lines()).toEqual([
      expect.objectContaining({ level: 'error', address: '127.0.0.1:1', attempt: 1, retryInMs: 500 }),
      expect.objectContaining({ level: 'error', attempt: 2, retryInMs: 1_000 }),
    ]);
  });
});
