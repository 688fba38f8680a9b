import { captureLog } from '@org/media-log/testing';
import { describe, expect, it } from 'vitest';
import { parseEnv } from '../env.js';
import { askForNamespace, connectTemporal } from './connect-temporal.js';

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

describe('askForNamespace', () => {
  it('does not wait longer than it was told, whatever the SDK does', async () => {
    const never = new Promise<never>(() => undefined);
    const connection = { withDeadline: () => never, workflowService: undefined as never };
    await expect(askForNamespace(connection, 'default', 50)).rejects.toThrow('did not answer within 50 ms');
  });

  it('rejects with the reason of the server', async () => {
    const withDeadline = async (): Promise<never> => {
      throw new Error('Namespace media is not found.');
    };
    const connection = { withDeadline, workflowService: undefined as never };
    await expect(askForNamespace(connection, 'media', 60_000)).rejects.toThrow(
      'Namespace media is not found.',
    );
  });
});
