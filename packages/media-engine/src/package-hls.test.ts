import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMediaEngine } from './media-engine.js';
import type { AdaptiveVideoOptions } from './options/adaptive-video-options.js';
import type { HlsPackage } from './hls-package.js';
import { clips, createTestMedia, engineErrorOf, type TestMedia } from './testing/test-media.js';

const engine = createMediaEngine();
let media: TestMedia;
let both: string;
beforeAll(async () => {
  media = await createTestMedia();
  both = await media.make('both.mp4', clips.both);
});
afterAll(() => media.remove());

function pack(options: AdaptiveVideoOptions, input = both): Promise<HlsPackage> {
  // A percent sign in a path is a pattern to ffmpeg's muxer unless it never sees it.
  return engine.packageHls({ input, output: media.at('100%d package'), options });
}

/** Seconds that a player would play of each variant, read by ffprobe itself. */
async function playable(master: string): Promise<number[]> {
  const args = [
    '-v',
    'error',
    '-allowed_extensions',
    'ALL',
    '-show_entries',
    'program=nb_streams:format=duration',
    '-of',
    'json',
    master,
  ];
  const { stdout } = await promisify(execFile)('ffprobe', args);
  const answer = JSON.parse(stdout) as { programs: unknown[]; format: { duration: string } };
  return answer.programs.map(() => Number(answer.format.duration));
}

describe('packageHls', () => {
  it('makes a master playlist with variants that a player can read', async () => {
    const made = await pack({});
    expect(made).toMatchObject({
      contentType: 'application/vnd.apple.mpegurl',
      directory: media.at('100%d package'),
    });
    expect(made.variants.map(({ width, height }) => [width, height])).toEqual([
      [160, 90],
      [80, 44],
    ]);
    expect(made.probe).toMatchObject({
      format: 'hls',
      kind: 'video',
      width: 160,
      codecs: { video: 'h264', audio: 'aac' },
    });
    expect(made.probe.durationSeconds).toBeCloseTo(2, 1);
    const master = await readFile(made.path, 'utf8');
    expect(master.match(/#EXT-X-STREAM-INF/g)).toHaveLength(2);
    expect(master).toContain('RESOLUTION=160x90,CODECS="avc1');
    expect((await playable(made.path)).length).toBe(2);
  });

  it('lists every file with its size and type, and holds nothing else', async () => {
    const made = await pack({});
    expect(made.files.map(({ name }) => name)).toEqual((await readdir(made.directory)).sort());
    for (const file of made.files) {
      expect((await readFile(file.path)).length).toBe(file.bytes);
      expect(file.contentType).toBe(
        file.name.endsWith('.ts') ? 'video/mp2t' : 'application/vnd.apple.mpegurl',
      );
    }
    expect(made.bytes).toBe(made.files.reduce((total, { bytes }) => total + bytes, 0));
  });

  it('takes the size options for the largest variant, and a part', async () => {
    const made = await pack({
      width: 320,
      height: 320,
      fit: 'contain',
      quality: 'low',
      start: 0.5,
      end: 1.5,
    });
    expect(made.variants.map(({ height }) => height)).toEqual([320, 240, 144]);
    expect(made.probe).toMatchObject({ width: 320, height: 320 });
    expect(made.probe.durationSeconds).toBeCloseTo(1, 1);
  });

  it('cuts every variant at the same times', async () => {
    const long = await media.make('long.mp4', clips.both.replaceAll('d=2', 'd=9'));
    const made = await pack({}, long);
    const cuts = await Promise.all(
      made.variants.map(async ({ name }) => {
        const playlist = await readFile(path.join(made.directory, `${name}.m3u8`), 'utf8');
        return playlist.match(/#EXTINF:[\d.]+/g);
      }),
    );
    expect(cuts[0]).toHaveLength(3);
    expect(cuts[1]).toEqual(cuts[0]);
  });

  it('makes a package of sound alone, unless a size asks for a picture', async () => {
    const sound = await media.make('sound.mp3', clips.sound);
    const made = await pack({}, sound);
    expect(made.probe).toMatchObject({
      format: 'hls',
      kind: 'audio',
      hasVideo: false,
      codecs: { audio: 'aac' },
    });
    expect(made.variants.map(({ name }) => name)).toEqual(['128k', '64k']);
    expect(await readFile(made.path, 'utf8')).toContain('CODECS="mp4a');
    expect((await engineErrorOf(pack({ width: 80 }, sound))).code).toBe('noPicture');
  });

  it('packs a picture without sound', async () => {
    const picture = await media.make('picture.mp4', clips.picture);
    expect((await pack({}, picture)).probe).toMatchObject({ hasVideo: true, hasAudio: false });
  });
});
