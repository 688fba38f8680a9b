import { describe, expect, it } from 'vitest';
import { redactUrls } from './redact-url.js';

describe('redactUrls', () => {
  it('blots out the query of every URL in a text and keeps the rest', () => {
    expect(
      redactUrls('get https://b.test/k.mp4?X-Sig=abc&y=1 and "s3://b/k?v=2", then http://c.test/x'),
    ).toBe('get https://b.test/k.mp4?[redacted] and "s3://b/k?[redacted]", then http://c.test/x');
  });

  it('blots out credentials', () => {
    expect(redactUrls('https://user:pass@h.test/x')).toBe('https://[redacted]@h.test/x');
  });

  it('blots out the token of a webhook address', () => {
    expect(redactUrls('cannot reach "https://api.test/x/webhooks/ittybit/abc.def": timeout')).toBe(
      'cannot reach "https://api.test/x/webhooks/ittybit/[redacted]": timeout',
    );
  });

  it('leaves a question alone', () => {
    expect(redactUrls('really? yes')).toBe('really? yes');
  });
});
