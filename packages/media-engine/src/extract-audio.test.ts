import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EncodedFile } from './encode-file.js';
import { createMediaEngine } from './media-engine.js';
import type { AudioOptions } from './options/audio-options.js';
import { clips, createTestMedia, engineErrorOf, type TestMedia } from './testing/test-media.js';

const engine = createMediaEngine();
let media: TestMedia;
let both: string;
beforeAll(async () => {
  media = await createTestMedia();
  both = await media.make('both.mp4', clips.both);
});
afterAll(() => media.remove());

function extract(options: AudioOptions, input = both): Promise<EncodedFile> {
  return engine.extractAudio({ input, output: media.at('out'), options });
}

describe('extractAudio', () => {
  it.each([
    [undefined, 'mp3', 'mp3', 'audio/mpeg'],
    ['mp3', 'mp3', 'mp3', 'audio/mpeg'],
    ['aac', 'aac', 'aac', 'audio/aac'],
    ['ogg', 'ogg', 'vorbis', 'audio/ogg'],
    ['opus', 'opus', 'opus', 'audio/ogg'],
    ['wav', 'wav', 'pcm_s16le', 'audio/wav'],
    ['flac', 'flac', 'flac', 'audio/flac'],
  ] as const)('makes %s', async (format, probed, codec, contentType) => {
    const made = await extract({ format });
    expect(made.contentType).toBe(contentType);
    expect(made.probe).toMatchObject({
      format: probed,
      kind: 'audio',
      hasVideo: false,
      codecs: { audio: codec },
    });
    expect(made.probe.durationSeconds).toBeCloseTo(2, 0);
  });

  it('follows quality and bitrate', async () => {
    const low = await extract({ quality: 'very_low' });
    const high = await extract({ quality: 'very_high' });
    expect(low.bytes).toBeLessThan(high.bytes);
    expect((await extract({ bitrate: 320_000 })).probe.bitrate).toBeGreaterThan(300_000);
  });

  it.each(['mp3', 'aac', 'ogg', 'opus'] as const)(
    'can do the ends of the bitrates in %s, mono and 5.1',
    async (format) => {
      const mono = await media.make('mono8k.wav', '-f lavfi -i sine=d=1:r=8000 -f wav');
      const surround = await media.make('surround.wav', '-f lavfi -i sine=d=1 -ac 6 -f wav');
      for (const input of [mono, surround]) {
        for (const bitrate of [32_000, 320_000]) {
          expect((await extract({ format, bitrate }, input)).probe.channels).toBeLessThanOrEqual(2);
        }
      }
    },
  );

  it('takes the part between start and end', async () => {
    expect((await extract({ format: 'wav', start: 0.5, end: 1.5 })).probe.durationSeconds).toBeCloseTo(1, 1);
  });

  it('refuses a picture without sound', async () => {
    const picture = await media.make('picture.mp4', clips.picture);
    expect((await engineErrorOf(extract({}, picture))).code).toBe('noSound');
  });

  it('refuses a start past the end, also where only the sound has ended', async () => {
    const args =
      '-f lavfi -i testsrc2=s=160x90:r=10:d=2 -f lavfi -i sine=d=1 -c:v libx264 -preset ultrafast -c:a aac -f mp4';
    const uneven = await media.make('uneven.mp4', args);
    for (const start of [1.6, 5]) {
      const error = await engineErrorOf(extract({ format: 'wav', start }, uneven));
      expect(error).toMatchObject({ code: 'optionOutOfRange', option: 'start' });
    }
  });

  it('leaves cover art out', async () => {
    const covered = await media.make('covered.mp3', clips.covered);
    expect((await extract({ format: 'flac' }, covered)).probe.coverArt).toBeNull();
  });
});
