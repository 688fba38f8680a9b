import { batchResultOf } from '@org/media-control/testing';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../exit-codes.js';
import { endingExitCode } from './ending-exit-code.js';

describe('endingExitCode', () => {
  it('is 0 only when every line has a success', () => {
    const result = batchResultOf({ counts: { failed: 0, invalid: 0 } });
    expect(endingExitCode({ state: 'completed', result })).toBe(EXIT.ok);
  });
  it.each(['failed', 'cancelled', 'invalid', 'notStarted'])('is 8 when a line is %s', (outcome) => {
    const result = batchResultOf({ counts: { failed: 0, invalid: 0, [outcome]: 1 } });
    expect(endingExitCode({ state: 'completed', result })).toBe(EXIT.partial);
  });
  it.each(['stopped', 'cancelled', 'failed', 'terminated', 'timedOut'] as const)(
    'is 1 when it %s',
    (state) => {
      expect(endingExitCode({ state, result: batchResultOf() })).toBe(EXIT.failed);
    },
  );
});
