import { describe, expect, it } from 'vitest';
import { toTaskError, WorkError } from './work-error.js';

describe('toTaskError', () => {
  const privatePaths = ['/data/work/source', '/data/work', '/data/inputs'];

  it.each([
    ['/data/work/source cannot be read', 'the file cannot be read'],
    ['/data/work cannot be written', 'the file cannot be written'],
    ['/data/inputs/films/a.mp4 cannot be read', 'films/a.mp4 cannot be read'],
  ])('shows no private path of %j', (message, shown) => {
    expect(toTaskError(new WorkError('invalid_input', message), privatePaths)).toEqual({
      kind: 'invalid_input',
      message: shown,
    });
  });
});
