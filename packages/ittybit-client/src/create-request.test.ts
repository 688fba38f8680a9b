import { describe, expect, it } from 'vitest';
import { parseCreateRequest, type CreateRequest } from './create-request.js';
import { isIttybitError } from './ittybit-error.js';

const input = 'https://example.com/a.mov';

function refusal(request: unknown): string {
  try {
    parseCreateRequest(request);
  } catch (error) {
    if (isIttybitError(error) && error.decision === 'badInput') return error.message;
    throw error;
  }
  throw new Error(`accepted: ${JSON.stringify(request)}`);
}

describe('parseCreateRequest', () => {
  it.each<CreateRequest>([
    { input, kind: 'video', options: { format: 'mp4', quality: 'high' } },
    { input, kind: 'image', options: { width: 640, format: 'webp', start: 2 } },
    { input, kind: 'audio', options: { format: 'mp3', quality: 'high' } },
    { input, kind: 'video', options: { width: 1280, format: 'mp4', codec: 'h264', quality: 'medium' } },
    { input, kind: 'video', options: { width: '50%', fps: 60, bitrate: 300_000, position: 'top-left' } },
    { input: 's3://bucket/key', kind: 'adaptive_video', options: { format: 'hls' } },
    {
      input,
      kind: 'animation',
      output: 's3://bucket/a/b.gif',
      webhookUrl: 'https://x/hook',
      metadata: { a: 1 },
    },
  ])('accepts %j', (request) => {
    expect(parseCreateRequest(request)).toEqual(request);
  });

  it('lets unknown options through, since the eras of the API differ', () => {
    const request: CreateRequest = {
      input,
      kind: 'video',
      options: { layers: [{ kind: 'image' }], loop: true },
    };
    expect(parseCreateRequest(request)).toEqual(request);
  });

  it.each([
    ['video', { format: 'avi' }, 'options.format: must be one of mp4, webm, mov'],
    ['video', { codec: 'mpeg2' }, 'options.codec: must be one of h264, h265, vp9, av1'],
    ['video', { quality: 'ultra' }, 'options.quality: must be one of very_low, low, medium, high, very_high'],
    ['video', { fps: 0.5 }, 'options.fps: must be a number from 1 to 60'],
    ['video', { fps: 61 }, 'options.fps: must be a number from 1 to 60'],
    ['video', { fps: '30' }, 'options.fps: must be a number from 1 to 60'],
    [
      'video',
      { bitrate: 299_999 },
      'options.bitrate: must be a number from 300000 to 60000000 bits per second',
    ],
    ['video', { bitrate: 300_000.5 }, 'options.bitrate: must be a whole number'],
    ['audio', { bitrate: 320_001 }, 'options.bitrate: must be a number from 32000 to 320000 bits per second'],
    ['audio', { format: 'mp4' }, 'options.format: must be one of mp3, aac, ogg, opus, wav, flac'],
    ['image', { format: 'gif' }, 'options.format: must be one of jpeg, png, webp, avif'],
    ['animation', { format: 'mp4' }, 'options.format: must be one of gif, webp'],
    ['adaptive_video', { format: 'dash' }, 'options.format: must be one of hls'],
    ['video', { width: 0 }, 'options.width: must be a positive whole number of pixels, or a percentage'],
    ['video', { width: 10.5 }, 'options.width: must be a positive whole number'],
    ['video', { height: '0%' }, 'options.height: must be a positive whole number'],
    ['video', { height: '50' }, 'options.height: must be a positive whole number'],
    ['video', { fit: 'stretch' }, 'options.fit: must be one of contain, cover, fill'],
    ['video', { background: 'red' }, 'options.background: must be a hex colour'],
    ['video', { start: -1 }, 'options.start: must be a number of seconds, 0 or more'],
    ['video', { start: 5, end: 5 }, 'options.end: must be later than start'],
  ])('refuses %s options %j and says what is allowed', (kind, options, message) => {
    expect(refusal({ input, kind, options })).toContain(message);
  });

  it('names every wrong field at once', () => {
    const message = refusal({ input, kind: 'video', options: { fps: 0, format: 'x' } });
    expect(message).toContain('options.fps');
    expect(message).toContain('options.format');
  });

  it.each([
    [{ input, kind: 'subtitles' }, 'kind: must be one of video, audio, image, animation, adaptive_video'],
    [{ input }, 'kind: must be one of'],
    [{ kind: 'video' }, 'input: must be an http'],
    [{ input: 'not a url', kind: 'video' }, 'input: must be an http'],
    [{ input: 'ftp://x/y', kind: 'video' }, 'input: must be an http'],
    [{ input: 'javascript:alert(1)', kind: 'video' }, 'input: must be an http'],
    [{ input, kind: 'video', output: 'https://x/y' }, 'output: must be s3://bucket/key'],
    [{ input, kind: 'video', output: 's3://bucket' }, 'output: must be s3://bucket/key'],
    [{ input, kind: 'video', webhookUrl: 'hook' }, 'webhookUrl: must be'],
    [{ input, kind: 'video', webhook_url: 'https://x' }, 'webhook_url'],
    [{ input, kind: 'video', quality: 'high' }, 'quality'],
    [null, 'The create request was not sent'],
  ])('refuses %j', (request, message) => {
    expect(refusal(request)).toContain(message);
  });

  it('does not quote the input, which may be a presigned URL', () => {
    expect(refusal({ input: 'ftp://x/y?signature=secret', kind: 'video' })).not.toContain('secret');
  });
});
