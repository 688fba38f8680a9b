import { mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { capture } from './capture.ts';
import { Failure } from './failure.ts';
import { mediaTool } from './tools.ts';

export interface TestVideoOptions {
  /** Where the mp4 goes. */
  readonly path: string;
  /** Default 6. */
  readonly seconds?: number;
  /** Pixels. Default 1280x720. */
  readonly size?: string;
  readonly ffmpeg?: string;
}

const SPOKEN = 'One video goes in. A mezzanine, a picture, the sound, and a small copy come out.';

/** Makes a video with a moving picture and speech, or, where ffmpeg has no speech, tones in its rhythm. */
export async function makeTestVideo({
  path,
  seconds = 6,
  size = '1280x720',
  ffmpeg = mediaTool('ffmpeg'),
}: TestVideoOptions): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  const picture = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=25`];
  const sound = ['-f', 'lavfi', '-i', (await canSpeak(ffmpeg)) ? `flite=text='${SPOKEN}'` : TONES];
  const output = [
    '-af',
    'apad',
    '-t',
    String(seconds),
    '-pix_fmt',
    'yuv420p',
    '-movflags',
    '+faststart',
    '-f',
    'mp4',
    unfinished,
  ];
  try {
    await promisify(execFile)(ffmpeg, [
      '-hide_banner',
      '-nostdin',
      '-loglevel',
      'error',
      '-y',
      ...picture,
      ...sound,
      ...output,
    ]);
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() ?? String(error);
    throw new Failure(
      `ffmpeg (${ffmpeg}) could not make the test video ${path}: ${said.slice(-500)}. It needs the lavfi input and encoders for mp4 (h264, aac).`,
    );
  }
  renameSync(unfinished, path);
}

/** Two sines, switched four times a second as syllables are. */
const TONES = "aevalsrc='(sin(2*PI*160*t)+0.5*sin(2*PI*640*t))*0.3*gt(sin(2*PI*4*t)\\,0)'";

async function canSpeak(ffmpeg: string): Promise<boolean> {
  return / flite /.test((await capture(ffmpeg, ['-hide_banner', '-filters'])) ?? '');
}
