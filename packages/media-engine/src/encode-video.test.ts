import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EncodedFile } from './encode-file.js';
import { createMediaEngine } from './media-engine.js';
import type { VideoOptions } from './options/video-options.js';
import { clips, createTestMedia, engineErrorOf, type TestMedia } from './testing/test-media.js';

const engine = createMediaEngine({ threads: 2 });
let media: TestMedia;
let both: string;
let sound: string;
beforeAll(async () => {
  media = await createTestMedia();
  both = await media.make('both.mp4', clips.both);
  sound = await media.make('sound.mp3', clips.sound);
});
afterAll(() => media.remove());

function encode(options: VideoOptions, input = both): Promise<EncodedFile> {
  return engine.encodeVideo({ input, output: media.at('out'), options });
}

describe('encodeVideo', () => {
  it('makes H.264 and AAC in mp4 by default, with the index in front', async () => {
    const made = await encode({});
    expect(made).toMatchObject({ path: media.at('out'), contentType: 'video/mp4' });
    expect(made.probe).toMatchObject({
      ...{ format: 'mp4', kind: 'video', width: 160, height: 90, fps: 10 },
      codecs: { video: 'h264', audio: 'aac' },
    });
    const bytes = await readFile(made.path);
    expect(made.bytes).toBe(bytes.length);
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
  });

  it.each([
    [{ format: 'mp4', codec: 'h265' }, { video: 'hevc', audio: 'aac' }, 'video/mp4'],
    [{ format: 'mp4', codec: 'av1' }, { video: 'av1', audio: 'aac' }, 'video/mp4'],
    [{ format: 'mov', codec: 'h264' }, { video: 'h264', audio: 'aac' }, 'video/quicktime'],
    [{ format: 'mov', codec: 'h265' }, { video: 'hevc', audio: 'aac' }, 'video/quicktime'],
    [{ format: 'webm', codec: 'vp9' }, { video: 'vp9', audio: 'opus' }, 'video/webm'],
    [{ format: 'webm', codec: 'av1' }, { video: 'av1', audio: 'opus' }, 'video/webm'],
    [{ format: 'webm' }, { video: 'vp9', audio: 'opus' }, 'video/webm'],
  ] as const)('makes %j', async (options, codecs, contentType) => {
    const made = await encode({ ...options, end: 1 });
    expect(made.contentType).toBe(contentType);
    expect(made.probe).toMatchObject({ format: options.format, codecs });
  });

  it.each([
    [{ width: 80 }, 80, 44],
    [{ height: 180 }, 320, 180],
    [{ width: '50%', height: '50%' }, 80, 44],
    [{ width: 81, height: 81 }, 80, 80],
    [{ width: 120, height: 120, fit: 'contain', position: 'top_left', background: '#f00' }, 120, 120],
    [{ width: 120, height: 120, fit: 'cover', position: 'right' }, 120, 120],
    [{ width: 120, height: 60, fit: 'fill' }, 120, 60],
  ] as const)('gives the picture its size: %j', async (options, width, height) => {
    expect((await encode({ ...options, end: 0.5 })).probe).toMatchObject({ width, height });
  });

  it('paints the background of contain around the picture', async () => {
    await encode({
      width: 160,
      height: 160,
      fit: 'contain',
      position: 'bottom',
      background: '#ff0000',
      end: 0.5,
    });
    const image = {
      input: media.at('out'),
      output: media.at('frame.png'),
      options: { format: 'png' },
    } as const;
    await engine.encodeImage(image);
    await media.make('corner.rgb', `-i ${media.at('frame.png')} -vf crop=1:1:0:0 -pix_fmt rgb24 -f rawvideo`);
    const [red = 0, green = 255, blue = 255] = await readFile(media.at('corner.rgb'));
    expect(red).toBeGreaterThan(220);
    expect(Math.max(green, blue)).toBeLessThan(40);
  });

  it('takes the part between start and end, at another rate', async () => {
    const { probe } = await encode({ start: 0.5, end: 1.5, fps: 5 });
    expect(probe.durationSeconds).toBeCloseTo(1, 1);
    expect(probe.fps).toBe(5);
    expect((await encode({ start: 1, end: 60 })).probe.durationSeconds).toBeCloseTo(1, 1);
  });

  it.each(['h264', 'h265', 'av1'] as const)('spends fewer bytes on a lower quality: %s', async (codec) => {
    const low = await encode({ codec, quality: 'very_low' });
    const high = await encode({ codec, quality: 'very_high' });
    expect(low.bytes).toBeLessThan(high.bytes);
  });

  it('holds a bitrate as average, and beside a quality as ceiling', async () => {
    const noise = await media.make(
      'noise.mp4',
      `-f lavfi -i nullsrc=s=320x180:r=10:d=2,geq=random(1)*255:128:128 -c:v libx264 -qp 20 -preset ultrafast -f mp4`,
    );
    const average = await encode({ bitrate: 600_000 }, noise);
    expect(average.probe.bitrate).toBeGreaterThan(300_000);
    expect(average.probe.bitrate).toBeLessThan(1_200_000);
    const free = await encode({ quality: 'high' }, noise);
    const capped = await encode({ quality: 'high', bitrate: 600_000 }, noise);
    expect(capped.bytes).toBeLessThan(free.bytes / 2);
  });

  it('makes a file with sound alone of sound alone', async () => {
    for (const [format, contentType] of [
      ['mp4', 'audio/mp4'],
      ['webm', 'audio/webm'],
    ] as const) {
      const made = await encode({ format, quality: 'high' }, sound);
      expect(made).toMatchObject({ contentType, probe: { format, kind: 'audio', hasVideo: false } });
    }
  });

  it('refuses to make a picture of sound, naming the options that ask for one', async () => {
    const covered = await media.make('covered.mp3', clips.covered);
    for (const input of [sound, covered]) {
      const error = await engineErrorOf(encode({ width: 80, fps: 5 }, input));
      expect(error.code).toBe('noPicture');
      expect(error.message).toContain('width, fps');
    }
    expect((await encode({}, covered)).probe).toMatchObject({ hasVideo: false, coverArt: null });
  });

  it('keeps a picture without sound', async () => {
    const picture = await media.make('picture.mp4', clips.picture);
    expect((await encode({}, picture)).probe).toMatchObject({ hasVideo: true, hasAudio: false });
  });

  it('refuses what the input cannot give', async () => {
    const still = await media.make('still.jpg', clips.still);
    expect(await engineErrorOf(encode({}, still))).toMatchObject({ code: 'unsupported', option: 'input' });
    expect(await engineErrorOf(encode({ start: 2.5 }))).toMatchObject({
      code: 'optionOutOfRange',
      option: 'start',
    });
    expect(await engineErrorOf(encode({ codec: 'av1', width: 32 }))).toMatchObject({
      ...{ code: 'optionOutOfRange', option: 'codec' },
    });
  });

  it('refuses a file that is cut short instead of making a shorter video of it', async () => {
    const mp4 = await media.cut('cut.mp4', both, Math.floor((await readFile(both)).length * 0.6));
    const error = await engineErrorOf(encode({}, mp4));
    expect(error.code).toBe('notMedia');
    expect(error.stderrTail.join('\n')).toContain('partial file');
  });

  it('shows a turned video upright and drops tags', async () => {
    const turned = await media.make(
      'turned.mp4',
      `-i ${both} -metadata:s:v:0 rotate=90 -metadata title=secret -c copy -f mp4`,
    );
    const { path, probe } = await encode({}, turned);
    expect(probe).toMatchObject({ width: 90, height: 160 });
    expect(probe.rotation).toBeUndefined();
    expect((await readFile(path)).includes('secret')).toBe(false);
  });
});
