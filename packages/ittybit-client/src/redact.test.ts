import { describe, expect, it } from 'vitest';
import { createRedact } from './redact.js';

describe('createRedact', () => {
  const redact = createRedact('sk/li"ve');

  it('takes the key out in every form it may be written', () => {
    const text = `a sk/li"ve b ${encodeURIComponent('sk/li"ve')} c ${JSON.stringify('sk/li"ve')}`;
    expect(redact(text)).toBe('a [api key] b [api key] c "[api key]"');
  });

  it('takes credentials and queries out of URLs, and leaves the rest readable', () => {
    expect(redact('cannot read https://user:pass@host/a.mp4?X-Signature=abc, sorry')).toBe(
      'cannot read https://[redacted]@host/a.mp4?[redacted] sorry',
    );
  });

  it('cuts a long text only after the key is out of it', () => {
    const text = redact('x'.repeat(8_188) + 'sk/li"ve'.repeat(2));
    expect(text).not.toContain('sk/');
    expect(text).toMatch(/… \(cut\)$/);
  });
});
