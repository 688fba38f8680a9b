import { describe, expect, it } from 'vitest';
import { redact, redactText } from './redact.js';

describe('redactText', () => {
  it('hides the query of a presigned URL in the middle of a sentence', () => {
    expect(redactText('read https://b.s3.test/a.mp4?X-Amz-Signature=abc&x=1 failed')).toBe(
      'read https://b.s3.test/a.mp4?… failed',
    );
  });
  it('hides credentials, with and without a query', () => {
    expect(redactText('https://me:pw@h.test/a and https://me:pw@h.test/a?b=1')).toBe(
      'https://h.test/a and https://h.test/a?…',
    );
  });
  it('leaves other text and plain URLs alone', () => {
    expect(redactText('why? see http://h.test:80/a#b')).toBe('why? see http://h.test:80/a#b');
  });
});

describe('redact', () => {
  it('reaches every string of a nested value and keeps the rest', () => {
    const value = { url: 'http://h/a?k=1', list: ['s3://b/k?x=2', 3, null], inner: { ok: true } };
    expect(redact(value)).toEqual({
      url: 'http://h/a?…',
      list: ['s3://b/k?…', 3, null],
      inner: { ok: true },
    });
  });
});
