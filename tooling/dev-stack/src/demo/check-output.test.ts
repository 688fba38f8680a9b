import type { MediaProbe } from '@org/media-engine';
import { describe, expect, it } from 'vitest';
import { checkOutput, describeProbe } from './check-output.ts';

const VIDEO: MediaProbe = {
  format: 'mp4',
  kind: 'video',
  durationSeconds: 6.04,
  width: 1280,
  height: 720,
  fps: 25,
  sizeBytes: 1,
  bitrate: 1,
  codecs: { video: 'h264', audio: 'aac' },
  hasVideo: true,
  hasAudio: true,
  coverArt: null,
  sampleRate: 48_000,
  channels: 1,
};
const SOUND: MediaProbe = {
  ...VIDEO,
  format: 'mp3',
  kind: 'audio',
  width: null,
  height: null,
  codecs: { audio: 'mp3' },
  hasVideo: false,
};

describe('checkOutput', () => {
  it('passes what a pipeline should make', () => {
    expect([
      checkOutput('ingested', VIDEO),
      checkOutput('transcoded', VIDEO),
      checkOutput('audio', SOUND),
    ]).toEqual([undefined, undefined, undefined]);
    expect(checkOutput('thumbnail', { ...VIDEO, format: 'webp', width: 640 })).toBeUndefined();
  });

  it('says what is wrong and what it should be', () => {
    expect(checkOutput('transcoded', { ...VIDEO, width: 640, codecs: { video: 'hevc' } })).toBe(
      'width is 640, not 1280, videoCodec is hevc, not h264',
    );
    expect(checkOutput('thumbnail', VIDEO)).toBe('format is mp4, not webp, width is 1280, not 640');
    expect(checkOutput('ingested', { ...SOUND, format: 'mp4' })).toBe('hasVideo is false, not true');
  });
});

describe('describeProbe', () => {
  it('is one line without what does not apply', () => {
    expect(describeProbe(VIDEO)).toBe('mp4, h264 + aac, 1280x720, 6.0 s');
    expect(describeProbe(SOUND)).toBe('mp3, 6.0 s');
  });
});
