import { describe, expect, it } from 'vitest';
import { EngineError, isEngineError, withStderrTail } from './engine-error.js';

describe('isEngineError', () => {
  it('knows an error of another copy of the package by its marker', () => {
    const foreign = Object.assign(new Error('x'), { [Symbol.for('@org/media-engine/EngineError')]: true });
    expect(isEngineError(foreign)).toBe(true);
    expect(isEngineError(new EngineError('failed', 'x'))).toBe(true);
    expect(isEngineError(new Error('x'))).toBe(false);
    expect(isEngineError('failed')).toBe(false);
  });
});

describe('withStderrTail', () => {
  it('adds the lines and keeps everything else', () => {
    const cause = new Error('why');
    const error = new EngineError('timeout', 'too long', { option: 'timeoutMs', allowed: 'more', cause });
    expect(withStderrTail(error, ['a', 'b'])).toMatchObject({
      ...{ code: 'timeout', message: 'too long', option: 'timeoutMs', allowed: 'more', cause },
      stderrTail: ['a', 'b'],
    });
  });

  it('leaves foreign errors and lines that are there already alone', () => {
    const foreign = new Error('x');
    const told = new EngineError('failed', 'x', { stderrTail: ['first'] });
    expect(withStderrTail(foreign, ['a'])).toBe(foreign);
    expect(withStderrTail(told, ['a'])).toBe(told);
  });
});
