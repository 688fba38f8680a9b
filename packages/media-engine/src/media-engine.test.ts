import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EncodeJob } from './encode-file.js';
import { createMediaEngine } from './media-engine.js';
import type { VideoOptions } from './options/video-options.js';
import type { Progress } from './progress.js';
import {
  clips,
  createTestMedia,
  engineErrorOf,
  isGone,
  processesAbout,
  type TestMedia,
} from './testing/test-media.js';

const run = promisify(execFile);
const engine = createMediaEngine();
let media: TestMedia;
let both: string;
let endless: string;
beforeAll(async () => {
  media = await createTestMedia();
  both = await media.make('both.mp4', clips.both);
  endless = await media.make('endless.mp4', clips.endless);
});
afterAll(() => media.remove());

/** Hours of work: 3840x2160 at 60 frames per second. */
async function slowJob(name: string): Promise<EncodeJob<VideoOptions> & { folder: string }> {
  const folder = media.at(name);
  await mkdir(folder);
  const options = { codec: 'h265', quality: 'very_high', width: 3840, fps: 60 } as const;
  return { input: endless, output: `${folder}/out.mp4`, options, folder };
}

describe('check', () => {
  it('tells versions and encoders', async () => {
    const found = await engine.check();
    expect(found.ffmpegVersion).toMatch(/^\S+$/);
    expect(found.ffprobeVersion).toMatch(/^\S+$/);
    expect(found.encoders).toEqual(expect.arrayContaining(['libx264', 'libvpx-vp9', 'libopus', 'aac']));
  });

  it('says what to install, for either program', async () => {
    const missing = media.at('nowhere');
    for (const options of [{ ffmpegPath: missing }, { ffprobePath: missing }]) {
      const error = await engineErrorOf(createMediaEngine(options).check());
      expect(error.code).toBe('engineMissing');
      expect(error.message).toContain('Install ffmpeg');
    }
    const other = await engineErrorOf(createMediaEngine({ ffmpegPath: process.execPath }).check());
    expect(other.code).toBe('engineMissing');
  });
});

describe('every operation', () => {
  it('tells progress up to 100 %', async () => {
    const reports: Progress[] = [];
    const job = { input: both, output: media.at('out'), options: {} };
    const made = await engine.encodeVideo({ ...job, onProgress: (report) => reports.push(report) });
    const last = reports.at(-1);
    expect(last).toMatchObject({ percent: 100 });
    expect(last?.outSeconds).toBeCloseTo(2, 0);
    expect(last?.outBytes).toBeGreaterThan(0);
    expect(last?.outBytes).toBeLessThanOrEqual(made.bytes * 2);
    const percents = reports.map(({ percent }) => percent ?? -1);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
  });

  it('ends with the error that onProgress throws', async () => {
    const job = await slowJob('throwing');
    const onProgress = (): never => {
      throw new Error('the listener broke');
    };
    await expect(engine.encodeVideo({ ...job, onProgress })).rejects.toThrow('the listener broke');
    expect(await readdir(job.folder)).toEqual([]);
  });

  it('leaves no process and no file when aborted', async () => {
    const job = await slowJob('aborted');
    const controller = new AbortController();
    const running = engineErrorOf(engine.encodeVideo({ ...job, signal: controller.signal }));
    await vi.waitFor(async () => {
      expect(await processesAbout(job.folder)).toHaveLength(1);
    }, 30_000);
    const [pid = 0] = await processesAbout(job.folder);
    const why = new Error('not wanted any more');
    controller.abort(why);
    expect(await running).toMatchObject({ code: 'aborted', cause: why });
    await vi.waitFor(async () => {
      expect(await isGone(pid)).toBe(true);
    }, 30_000);
    expect(await readdir(job.folder)).toEqual([]);
  });

  it('starts nothing when aborted before', async () => {
    const job = await slowJob('aborted-before');
    expect((await engineErrorOf(engine.encodeVideo({ ...job, signal: AbortSignal.abort() }))).code).toBe(
      'aborted',
    );
  });

  it('leaves nothing at the final path when ffmpeg is killed', async () => {
    const job = await slowJob('killed');
    const running = engineErrorOf(engine.encodeVideo(job));
    await vi.waitFor(async () => {
      expect((await readdir(job.folder)).length).toBe(1);
    }, 30_000);
    for (const pid of await processesAbout(job.folder)) process.kill(pid, 'SIGKILL');
    expect((await running).message).toContain('SIGKILL');
    expect(await readdir(job.folder)).toEqual([]);
  });

  it('ends at the time limit, of the engine or of the run', async () => {
    const job = await slowJob('timeout');
    const byRun = await engineErrorOf(engine.encodeVideo({ ...job, timeoutMs: 1500 }));
    const byEngine = await engineErrorOf(createMediaEngine({ timeoutMs: 1500 }).encodeVideo(job));
    for (const error of [byRun, byEngine]) {
      expect(error.code).toBe('timeout');
      expect(error.message).toContain('1500 ms');
    }
    expect(await readdir(job.folder)).toEqual([]);
    expect(await processesAbout(job.folder)).toEqual([]);
  });

  it('ends at the size limit, for a file and for a folder', async () => {
    const folder = media.at('limited');
    await mkdir(folder);
    const job = { input: both, output: `${folder}/out`, options: {}, maxOutputBytes: 2000 };
    // One after the other: a rejection that comes before it is waited for counts as unhandled.
    for (const begin of [() => engine.encodeVideo(job), () => engine.packageHls(job)]) {
      const error = await engineErrorOf(begin());
      expect(error.code).toBe('outputTooLarge');
      expect(error.message).toContain('2000 bytes');
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('stops a growing output before it is complete', async () => {
    const job = await slowJob('growing');
    const seen: number[] = [];
    const options = { ...job.options, codec: 'h264' } as const;
    const limits = {
      maxOutputBytes: 300_000,
      onProgress: (report: Progress) => seen.push(report.percent ?? 0),
    };
    expect((await engineErrorOf(engine.encodeVideo({ ...job, options, ...limits }))).code).toBe(
      'outputTooLarge',
    );
    expect(Math.max(0, ...seen)).toBeLessThan(100);
    expect(await readdir(job.folder)).toEqual([]);
  });

  it('says so when the disk is full, and leaves nothing behind', async (context) => {
    const disk = media.at('disk');
    await mkdir(disk);
    try {
      await run('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]);
    } catch (error) {
      context.skip(`a small file system cannot be mounted here: ${(error as Error).message}`);
    }
    try {
      const job = { input: endless, output: `${disk}/out` };
      const options = { end: 4, quality: 'very_high' } as const;
      for (const running of [
        () => engine.encodeVideo({ ...job, options }),
        () => engine.encodeAnimation({ ...job, options }),
        () => engine.packageHls({ ...job, options }),
      ]) {
        expect((await engineErrorOf(running())).code).toBe('diskFull');
        expect(await readdir(disk)).toEqual([]);
      }
    } finally {
      await run('umount', [disk]);
    }
  });

  it('keeps what was there when it fails, and may overwrite its own input', async () => {
    const own = await media.write('own.mp4', await readFile(both));
    await engineErrorOf(engine.encodeVideo({ input: own, output: own, options: {}, maxOutputBytes: 10 }));
    expect((await readFile(own)).equals(await readFile(both))).toBe(true);
    const made = await engine.encodeVideo({ input: own, output: own, options: { width: 80 } });
    expect((await engine.probe(own)).width).toBe(80);
    expect(made.path).toBe(own);
  });

  it('names an encoder that this ffmpeg does not have', async () => {
    const poor = await media.write(
      'poor-ffmpeg',
      `#!/bin/sh\necho "Unknown encoder 'libx264'" >&2\nexit 1\n`,
    );
    await chmod(poor, 0o755);
    const job = { input: both, output: media.at('poor'), options: {} };
    const error = await engineErrorOf(createMediaEngine({ ffmpegPath: poor }).encodeVideo(job));
    expect(error).toMatchObject({ code: 'engineMissing', stderrTail: ["Unknown encoder 'libx264'"] });
    expect(error.message).toContain('libx264');
  });

  it('runs several at once, to different outputs and to the same', async () => {
    const folder = media.at('several');
    await mkdir(folder);
    const encode = (name: string, width: number): Promise<unknown> =>
      engine.encodeVideo({ input: both, output: `${folder}/${name}`, options: { width, end: 1 } });
    await Promise.all([
      ...[64, 80, 96].map((width) => encode(`${width}.mp4`, width)),
      ...[100, 120].map((width) => encode('same.mp4', width)),
      engine.extractAudio({ input: both, output: `${folder}/a.mp3`, options: {} }),
    ]);
    expect((await readdir(folder)).sort()).toEqual(['64.mp4', '80.mp4', '96.mp4', 'a.mp3', 'same.mp4']);
    expect((await engine.probe(`${folder}/96.mp4`)).width).toBe(96);
    expect([100, 120]).toContain((await engine.probe(`${folder}/same.mp4`)).width);
  });
});
