import { describe, expect, it } from 'vitest';
import { IttybitError, isIttybitError, withEarlierAttempts } from './ittybit-error.js';

const error = new IttybitError('m', {
  decision: 'throttled',
  operation: 'get',
  status: 429,
  retryAfterMs: 5,
});

describe('isIttybitError', () => {
  it('knows an error of this copy', () => {
    expect(isIttybitError(error)).toBe(true);
    expect(error).toBeInstanceOf(Error);
  });

  it('knows an error of another copy of the package, where instanceof does not', async () => {
    const secondCopy: string = './ittybit-error.js?copy';
    const copy = (await import(/* @vite-ignore */ secondCopy)) as { IttybitError: typeof IttybitError };
    const foreign = new copy.IttybitError('m', { decision: 'transient', operation: 'get' });
    expect(foreign).not.toBeInstanceOf(IttybitError);
    expect(isIttybitError(foreign)).toBe(true);
  });

  it.each([null, undefined, 'x', {}, new Error('x'), { name: 'IttybitError', decision: 'transient' }])(
    'does not take %o for one',
    (value) => {
      expect(isIttybitError(value)).toBe(false);
    },
  );
});

describe('withEarlierAttempts', () => {
  it('keeps the facts of the last error and the errors before it', () => {
    const first = new IttybitError('first', { decision: 'transient', operation: 'get' });
    const last = withEarlierAttempts(error, [first]);
    expect(last).toMatchObject({ decision: 'throttled', status: 429, retryAfterMs: 5, attempts: [first] });
    expect(last.message).toBe('m (attempt 2)');
  });
});
