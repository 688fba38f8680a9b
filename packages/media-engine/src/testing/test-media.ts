import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { isEngineError, type EngineError } from '../engine-error.js';

const run = promisify(execFile);

/** A folder of a test file's own, with the means to fill it. */
export interface TestMedia {
  folder: string;
  /** A path in the folder. */
  at: (name: string) => string;
  /** Makes a file with ffmpeg; `args` stand before its name. Returns its path. */
  make: (name: string, args: string) => Promise<string>;
  write: (name: string, content: string | Uint8Array) => Promise<string>;
  /** The beginning of another file. */
  cut: (name: string, source: string, bytes: number) => Promise<string>;
  remove: () => Promise<void>;
}

const picture = '-f lavfi -i testsrc2=s=160x90:r=10:d=2';
const sound = '-f lavfi -i sine=f=440:d=2';
const h264 = '-c:v libx264 -preset ultrafast -pix_fmt yuv420p';

/** Arguments that make two seconds of 160x90 at 10 frames per second, or of a tone, or of both. */
export const clips = {
  both: `${picture} ${sound} ${h264} -c:a aac -movflags +faststart -f mp4`,
  picture: `${picture} ${h264} -f mp4`,
  sound: `${sound} -c:a libmp3lame -f mp3`,
  covered: `${sound} -f lavfi -i testsrc2=s=64x64:r=1:d=1 -map 0 -map 1 -c:a libmp3lame -c:v mjpeg -frames:v 1 -disposition:v attached_pic -f mp3`,
  still: `-f lavfi -i testsrc2=s=160x90:r=1:d=1 -frames:v 1 -c:v mjpeg -f image2pipe`,
  /** Takes minutes to encode at any speed: to be interrupted. */
  endless: '-f lavfi -i testsrc2=s=640x360:r=30:d=20 -c:v libx264 -preset ultrafast -qp 40 -g 600 -f mp4',
} as const;

export async function createTestMedia(): Promise<TestMedia> {
  const folder = await mkdtemp(path.join(tmpdir(), 'media-engine-'));
  const at = (name: string): string => path.join(folder, name);
  const write = async (name: string, content: string | Uint8Array): Promise<string> => {
    await writeFile(at(name), content);
    return at(name);
  };
  return {
    folder,
    at,
    write,
    async make(name, args) {
      await run('ffmpeg', ['-nostdin', '-loglevel', 'error', '-y', ...args.split(' '), `file:${at(name)}`]);
      return at(name);
    },
    async cut(name, source, bytes) {
      return write(name, (await readFile(source)).subarray(0, bytes));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The EngineError a promise fails with; anything else fails the test. */
export async function engineErrorOf(promise: Promise<unknown>): Promise<EngineError> {
  try {
    await promise;
  } catch (error) {
    if (isEngineError(error)) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

/** Gone, or dead and only waiting for its parent to notice. Reads /proc. */
export async function isGone(pid: number): Promise<boolean> {
  try {
    return (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.startsWith('Z') ?? true;
  } catch {
    return true;
  }
}

/** Living processes whose command line names something in a folder. Reads /proc. */
export async function processesAbout(folder: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    const commandLine = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (/^\d+$/.test(name) && commandLine.includes(folder)) found.push(Number(name));
  }
  return found;
}
