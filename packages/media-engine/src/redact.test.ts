import { describe, expect, it } from 'vitest';
import { redactUrls } from './redact.js';

describe('redactUrls', () => {
  it('cuts queries and credentials out of every URL in a text', () => {
    const text = "a https://u:p@h/x.mp4?sig=SECRET&b=1: 404, then 'http://h/y?t=SECRET'";
    expect(redactUrls(text)).toBe("a https://h/x.mp4?[redacted] 404, then 'http://h/y?[redacted]'");
  });

  it('leaves a path alone', () => {
    expect(redactUrls('file:/a/b?.mp4: Invalid')).toBe('file:/a/b?.mp4: Invalid');
  });
});
