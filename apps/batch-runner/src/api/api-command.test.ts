import { ApiProblem } from '@org/media-api-client';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../exit-codes.js';
import { problemError } from './api-command.js';

describe('problemError', () => {
  it.each([
    [401, EXIT.failed],
    [404, EXIT.notFound],
    [409, EXIT.wrongState],
    [422, EXIT.usage],
    [429, EXIT.unreachable],
    [503, EXIT.unreachable],
    [500, EXIT.failed],
  ])('of %i ends with code %i', (status, exitCode) => {
    expect(problemError(new ApiProblem(status, { detail: 'It is so.' })).exitCode).toBe(exitCode);
  });

  it('names every field, and the request for whoever reads the log of the API', () => {
    const error = problemError(
      new ApiProblem(422, {
        detail: 'The body cannot be used.',
        requestId: 'req_1',
        errors: [{ path: '/list/items/0/url', message: 'is not a URL' }],
      }),
    );
    expect(error.message).toBe('The body cannot be used.\n  /list/items/0/url: is not a URL');
    expect(error.facts).toMatchObject({ status: 422, requestId: 'req_1' });
  });

  it('says where the key is, when it is refused', () => {
    expect(problemError(new ApiProblem(401, { detail: 'No such key.' })).message).toContain('MEDIA_API_KEY');
  });
});
