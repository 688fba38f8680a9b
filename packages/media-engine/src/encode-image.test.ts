import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EncodedFile } from './encode-file.js';
import { createMediaEngine } from './media-engine.js';
import type { ImageOptions } from './options/image-options.js';
import { clips, createTestMedia, engineErrorOf, type TestMedia } from './testing/test-media.js';

const engine = createMediaEngine();
let media: TestMedia;
let both: string;
let still: string;
beforeAll(async () => {
  media = await createTestMedia();
  both = await media.make('both.mp4', clips.both);
  still = await media.make('still.jpg', clips.still);
});
afterAll(() => media.remove());

function encode(options: ImageOptions, input = both): Promise<EncodedFile> {
  return engine.encodeImage({ input, output: media.at('out'), options });
}

/** Colour and opacity of one pixel of the last image. */
async function pixelAt(x: number, y: number): Promise<number[]> {
  await media.make('pixel', `-i ${media.at('out')} -vf format=rgba,crop=1:1:${x}:${y} -f rawvideo`);
  return [...(await readFile(media.at('pixel')))];
}

describe('encodeImage', () => {
  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('makes %s of a frame', async (format) => {
    const made = await encode({ format, width: 80, start: 1 });
    expect(made.contentType).toBe(`image/${format}`);
    expect(made.probe).toMatchObject({ format, kind: 'image', width: 80, height: 45, hasAudio: false });
  });

  it.each(['jpeg', 'webp', 'avif'] as const)('spends fewer bytes on a lower quality: %s', async (format) => {
    const low = await encode({ format, quality: 'very_low' });
    const high = await encode({ format, quality: 'very_high' });
    expect(low.bytes).toBeLessThan(high.bytes);
  });

  it('keeps the format of an image, and takes jpeg for a video', async () => {
    expect((await encode({}, still)).probe.format).toBe('jpeg');
    const png = await media.make('still.png', clips.still.replace('mjpeg', 'png'));
    expect((await encode({}, png)).probe.format).toBe('png');
    const bmp = await media.make('still.bmp', clips.still.replace('mjpeg', 'bmp'));
    expect((await encode({}, bmp)).probe.format).toBe('png');
    expect((await encode({})).probe.format).toBe('jpeg');
    expect(await engineErrorOf(encode({ quality: 'low' }, png))).toMatchObject({ option: 'quality' });
  });

  it('takes different frames at different starts, and the last one near the end', async () => {
    const frames: Buffer[] = [];
    for (const start of [0, 1, 1.9, 1.999])
      frames.push(await readFile((await encode({ format: 'png', start })).path));
    const [first, middle, last, end] = frames;
    expect(first?.equals(middle ?? Buffer.alloc(0))).toBe(false);
    expect(middle?.equals(last ?? Buffer.alloc(0))).toBe(false);
    expect(last?.equals(end ?? Buffer.alloc(0))).toBe(true);
  });

  it('finds the last frame where the sound goes on without the picture', async () => {
    const args =
      '-f lavfi -i testsrc2=s=160x90:r=10:d=1 -f lavfi -i sine=d=3 -c:v libx264 -preset ultrafast -c:a aac -f mp4';
    const uneven = await media.make('uneven.mp4', args);
    expect((await encode({ start: 2.5 }, uneven)).probe.width).toBe(160);
  });

  it('refuses a start past the end, and any start in a still image', async () => {
    for (const [start, input] of [
      [2, both],
      [1, still],
    ] as const) {
      const error = await engineErrorOf(encode({ start }, input));
      expect(error).toMatchObject({ code: 'optionOutOfRange', option: 'start' });
    }
  });

  it.each(['cover', 'fill', 'contain'] as const)('honours %s', async (fit) => {
    expect((await encode({ width: 64, height: 64, fit })).probe).toMatchObject({ width: 64, height: 64 });
  });

  it('pads transparently where the format can, else in black or the colour asked for', async () => {
    const square = { width: 160, height: 160, fit: 'contain' } as const;
    await encode({ ...square, format: 'png' });
    expect((await pixelAt(0, 0))[3]).toBe(0);
    expect((await pixelAt(80, 80))[3]).toBe(255);
    await encode({ ...square, format: 'png', background: '#00ff00' });
    expect(await pixelAt(0, 0)).toEqual([0, 255, 0, 255]);
    await encode({ ...square, format: 'jpeg' });
    expect(Math.max(...(await pixelAt(0, 0)).slice(0, 3))).toBeLessThan(20);
  });

  it('takes cover art of sound, but not sound without any', async () => {
    const covered = await media.make('covered.mp3', clips.covered);
    expect((await encode({ width: 32 }, covered)).probe).toMatchObject({
      format: 'jpeg',
      width: 32,
      height: 32,
    });
    const sound = await media.make('sound.mp3', clips.sound);
    expect((await engineErrorOf(encode({}, sound))).code).toBe('noPicture');
  });
});
