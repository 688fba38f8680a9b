import { describe, expect, it } from 'vitest';
import { staticDetails, staticSummary } from './start-pipeline.js';

const source = 'https://in.test/video.mp4?X-Signature=secret';

describe('staticSummary', () => {
  it('shows the source without its query', () => {
    expect(staticSummary({ source })).toBe('https://in.test/video.mp4?…');
  });
  it('stays below the 400 bytes that the server takes, in whole characters', () => {
    const summary = staticSummary({ source: `https://in.test/${'ü'.repeat(400)}` });
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(400);
    expect(summary).not.toContain('\uFFFD');
  });
});

describe('staticDetails', () => {
  it('says what was asked for, without secrets', () => {
    const details = staticDetails({
      source,
      account: 'acme',
      stages: { audio: { enabled: false } },
      destination: 's3://b/out',
    });
    expect(details).toContain('acme');
    expect(details).toContain('switched off: audio');
    expect(details).toContain('s3://b/out');
    expect(details).not.toContain('secret');
  });
});
