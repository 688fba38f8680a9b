import { describe, expect, it } from 'vitest';
import { isEngineError, type EngineError } from '../engine-error.js';
import { parseOptions, type EncodeKind } from './parse-options.js';

function refusalOf(kind: EncodeKind, options: unknown): EngineError {
  try {
    parseOptions(kind, options);
  } catch (error) {
    if (isEngineError(error)) return error;
  }
  throw new Error(`${kind} accepted ${JSON.stringify(options)}`);
}

const unsupported: [EncodeKind, object, string, string][] = [
  ['video', { format: 'avi' }, 'format', 'mp4, webm, mov'],
  ['video', { codec: 'vp9' }, 'codec', 'h264, h265, av1 in mp4'],
  ['video', { codec: 'h264', format: 'webm' }, 'codec', 'vp9, av1 in webm'],
  ['video', { codec: 'av1', format: 'mov' }, 'codec', 'h264, h265 in mov'],
  ['video', { quality: 'best' }, 'quality', 'very_low, low, medium, high, very_high'],
  ['video', { loudness: 3 }, 'loudness', 'format, codec, quality'],
  ['video', { constructor: 1 }, 'constructor', 'format, codec'],
  ['video', { width: 80, height: 80, position: 'top' }, 'position', 'fit contain or cover'],
  ['video', { width: 80, fit: 'cover', position: 'top' }, 'position', 'width, height'],
  ['video', { width: 80, height: 80, fit: 'fill', position: 'top' }, 'position', 'contain or cover'],
  ['video', { fit: 'cover' }, 'fit', 'width or height'],
  ['video', { width: 80, height: 80, fit: 'cover', background: '#000' }, 'background', 'contain'],
  ['audio', { width: 80 }, 'width', 'format, quality, bitrate'],
  ['audio', { format: 'wav', bitrate: 64_000 }, 'bitrate', 'mp3, aac, ogg or opus'],
  ['audio', { format: 'flac', quality: 'low' }, 'quality', 'mp3, aac, ogg or opus'],
  ['audio', { quality: 'low', bitrate: 64_000 }, 'bitrate', 'quality or bitrate'],
  ['image', { format: 'gif' }, 'format', 'jpeg, png, webp, avif'],
  ['image', { end: 2 }, 'end', 'format, quality, start'],
  ['image', { format: 'png', quality: 'low' }, 'quality', 'jpeg, webp or avif'],
  ['animation', { format: 'mp4', end: 1 }, 'format', 'gif, webp'],
  ['adaptive_video', { format: 'dash' }, 'format', 'hls'],
  ['adaptive_video', { fps: 10 }, 'fps', 'format, quality'],
];

const outOfRange: [EncodeKind, object, string, string][] = [
  ['video', { fps: 0 }, 'fps', '1 to 60'],
  ['video', { fps: 61 }, 'fps', '1 to 60'],
  ['video', { fps: Number.NaN }, 'fps', '1 to 60'],
  ['video', { fps: '30' }, 'fps', '1 to 60'],
  ['video', { width: -3 }, 'width', '1 to 8192'],
  ['video', { width: 0 }, 'width', '1 to 8192'],
  ['video', { width: 1.5 }, 'width', 'integer'],
  ['video', { width: '0%' }, 'width', 'percentage'],
  ['video', { width: '50' }, 'width', 'percentage'],
  ['video', { height: '-5%' }, 'height', 'percentage'],
  ['video', { height: null }, 'height', 'integer'],
  ['video', { bitrate: 299_999 }, 'bitrate', '300000 to 60000000'],
  ['video', { start: -1 }, 'start', '0 to'],
  ['video', { start: 2, end: 2 }, 'end', 'above 2'],
  ['video', { start: 2, end: 1 }, 'end', 'above 2'],
  ['video', { width: 8, height: 8, fit: 'contain', background: 'red' }, 'background', 'colour'],
  ['audio', { bitrate: 320_001 }, 'bitrate', '32000 to 320000'],
  ['animation', {}, 'end', 'above start'],
  ['animation', { end: 1, fps: 60 }, 'fps', '1 to 50'],
];

describe('parseOptions', () => {
  it.each(unsupported)('refuses as unsupported: %s %j, naming %s', (kind, options, option, allowed) => {
    const error = refusalOf(kind, options);
    expect(error).toMatchObject({ code: 'unsupported', option });
    expect(error.message).toContain(allowed);
  });

  it.each(outOfRange)('refuses as out of range: %s %j, naming %s', (kind, options, option, allowed) => {
    const error = refusalOf(kind, options);
    expect(error).toMatchObject({ code: 'optionOutOfRange', option });
    expect(error.message).toContain(allowed);
  });

  it.each([null, undefined, 'mp4', [], 3])('refuses what is not an object: %j', (options) => {
    expect(refusalOf('video', options)).toMatchObject({ code: 'unsupported', option: 'options' });
  });

  it('returns what was given, without what is undefined', () => {
    const options = {
      format: 'webm',
      codec: 'av1',
      fps: 29.97,
      width: '50%',
      height: undefined,
      quality: 'high',
    };
    expect(parseOptions('video', options)).toStrictEqual({
      ...{ format: 'webm', codec: 'av1', fps: 29.97 },
      ...{ width: '50%', quality: 'high' },
    });
    expect(parseOptions('animation', { end: 1, format: 'webp', fps: 60 })).toMatchObject({ fps: 60 });
  });
});
