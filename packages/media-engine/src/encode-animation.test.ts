import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import type { EncodedFile } from './encode-file.js';
import { createMediaEngine } from './media-engine.js';
import type { AnimationOptions } from './options/animation-options.js';
import { clips, createTestMedia, engineErrorOf, type TestMedia } from './testing/test-media.js';

const engine = createMediaEngine();
let media: TestMedia;
let both: string;
beforeAll(async () => {
  media = await createTestMedia();
  both = await media.make('both.mp4', clips.both);
});
afterAll(() => media.remove());

function encode(options: AnimationOptions, input = both): Promise<EncodedFile> {
  return engine.encodeAnimation({ input, output: media.at('out'), options });
}

describe('encodeAnimation', () => {
  it.each([undefined, 'gif', 'webp'] as const)(
    'makes %s, 10 frames a second, from start to end',
    async (format) => {
      const made = await encode({ format, width: 80, start: 0.5, end: 1.5 });
      expect(made.contentType).toBe(`image/${format ?? 'gif'}`);
      expect(made.probe).toMatchObject({
        format: format ?? 'gif',
        kind: 'image',
        width: 80,
        height: 45,
        fps: 10,
      });
      expect(made.probe.durationSeconds).toBeCloseTo(1, 1);
    },
  );

  it('repeats for ever', async () => {
    const gif = await readFile((await encode({ end: 0.5 })).path);
    const loop = gif.indexOf('NETSCAPE2.0');
    expect(gif.readUInt16LE(loop + 13)).toBe(0);
    const webp = await readFile((await encode({ format: 'webp', end: 0.5 })).path);
    expect(webp.readUInt16LE(webp.indexOf('ANIM') + 12)).toBe(0);
  });

  it.each(['gif', 'webp'] as const)('spends fewer bytes on a lower quality: %s', async (format) => {
    const low = await encode({ format, quality: 'very_low', end: 1 });
    const high = await encode({ format, quality: 'very_high', end: 1 });
    expect(low.bytes).toBeLessThan(high.bytes);
  });

  it('honours rate and fit', async () => {
    const made = await encode({ fps: 5, width: 64, height: 64, fit: 'cover', end: 1 });
    expect(made.probe).toMatchObject({ fps: 5, width: 64, height: 64 });
  });

  it('refuses sound alone, a still image and a start past the end', async () => {
    const sound = await media.make('sound.mp3', clips.sound);
    const still = await media.make('still.jpg', clips.still);
    expect((await engineErrorOf(encode({ end: 1 }, sound))).code).toBe('noPicture');
    expect(await engineErrorOf(encode({ end: 1 }, still))).toMatchObject({
      code: 'unsupported',
      option: 'input',
    });
    expect(await engineErrorOf(encode({ start: 3, end: 4 }))).toMatchObject({ option: 'start' });
  });

  it('can be turned into a video again as gif, and says that WebP cannot be read', async () => {
    for (const format of ['gif', 'webp'] as const) {
      await engine.encodeAnimation({ input: both, output: media.at(format), options: { format, end: 1 } });
    }
    const video = { output: media.at('again.mp4'), options: {} };
    expect(
      (await engine.encodeVideo({ input: media.at('gif'), ...video })).probe.durationSeconds,
    ).toBeCloseTo(1, 1);
    const error = await engineErrorOf(engine.encodeVideo({ input: media.at('webp'), ...video }));
    expect(error).toMatchObject({ code: 'unsupported', option: 'input' });
  });
});
