import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutSecrets } from './without-secrets.js';

describe('withoutSecrets', () => {
  it('takes the query from URLs that stand alone, and marks where one was in a text', () => {
    const value = {
      url: 's3://bucket/key?"odd"&X-Amz-Signature=1',
      files: [{ url: 'https://user:word@host.test/a?b' }],
      text: 'see https://host.test/a?token=1 and ask?',
    };
    expect(withoutSecrets(value)).toEqual({
      url: 's3://bucket/key',
      files: [{ url: 'https://[redacted]@host.test/a' }],
      text: 'see https://host.test/a?[redacted] and ask?',
    });
  });

  it('leaves everything else as it is', () => {
    const plain = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('://'));
    fc.assert(
      fc.property(plain, (value) => {
        expect(withoutSecrets(value)).toEqual(value);
      }),
    );
  });
});
