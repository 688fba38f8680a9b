import { captureLog } from '@org/media-log/testing';
import { LogTimestamp } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { createSdkLogger, toSdkLevel } from './sdk-logger.js';

describe('createSdkLogger', () => {
  it('keeps level, message and context, and writes errors and bigints as JSON can hold them', () => {
    const log = captureLog();
    const sdk = createSdkLogger(log.logger);
    sdk.warn('Activity failed', { attempt: 3n, error: new Error('boom'), [LogTimestamp]: 5n });
    sdk.log('ERROR', 'Worker failed');
    expect(log.lines()).toEqual([
      expect.objectContaining({
        level: 'warn',
        component: 'temporal',
        attempt: 3,
        msg: 'Activity failed',
        err: expect.objectContaining({ message: 'boom' }) as unknown,
      }),
      expect.objectContaining({ level: 'error', msg: 'Worker failed' }),
    ]);
  });

  it('leaves out tasks as they came, whose payloads no redaction can read', () => {
    const log = captureLog();
    createSdkLogger(log.logger).error('Error while processing ActivityTask.start', {
      activityId: 'a1',
      task: '{"input":"c2VjcmV0"}',
      taskEncoded: 'c2VjcmV0',
    });
    expect(log.lines()).toHaveLength(1);
    expect(log.lines()[0]).toMatchObject({ activityId: 'a1' });
    expect(log.text()).not.toContain('c2VjcmV0');
  });

  it('does not warn of what is by design', () => {
    const log = captureLog({ level: 'info' });
    createSdkLogger(log.logger).warn('No workflows registered, not polling for workflow tasks', {
      taskQueue: 'q',
    });
    expect(log.lines()).toEqual([]);
  });
});

describe('toSdkLevel', () => {
  it('names levels as the SDK does', () => {
    expect(['debug', 'warn'].map(toSdkLevel)).toEqual(['DEBUG', 'WARN']);
  });
});
