import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../../failure.ts';
import { dataDir } from '../../paths.ts';
import { say } from '../../say.ts';
import { mediaTool } from '../../tools.ts';

/** Made once and kept; each demo links them under a name of its own. */
const filesDir = resolve(dataDir, 'demo', 'batch-files');

const VIDEOS = numbered('video', 20, ['mp4', 'mkv', 'mov']);
const CLIPS = numbered('clip', 4, ['mp4']);
const PICTURES = numbered('picture', 23, ['png', 'jpg']);
const SOUNDS = numbered('sound', 10, ['wav', 'mp3', 'flac']);

/** The three that are broken on purpose, and how. */
export const BROKEN = {
  'cut-off.mp4': 'its second half is missing, as after an upload that broke off',
  'notes.mp4': 'it is a text, whatever its name says',
  'empty.jpg': 'it has no bytes',
} as const;

/** Files by what a batch is to make of them. */
export const FILES = {
  video: [...VIDEOS, 'cut-off.mp4', 'notes.mp4'],
  image: [...PICTURES, 'empty.jpg'],
  audio: SOUNDS,
  animation: CLIPS,
} as const;

/** Puts all files into a folder. Made by ffmpeg the first time, of one or two seconds and 160x120 pixels. */
export async function putBatchFiles(folder: string): Promise<void> {
  if (!existsSync(filesDir)) {
    say('dev: making 60 small files');
    const unfinished = `${filesDir}.${process.pid}`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    await makeFiles(unfinished);
    renameSync(unfinished, filesDir);
  }
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(filesDir)) link(resolve(filesDir, name), resolve(folder, name));
}

/** One ffmpeg makes them all: each is another stretch of the same picture and sound. */
async function makeFiles(folder: string): Promise<void> {
  const stretch = (at: number): string[] => ['-ss', String(at / 4), '-t', at % 2 === 0 ? '1' : '2'];
  const outputs = [
    ...[...VIDEOS, ...CLIPS].map((name, at) => ['-map', '0:v', '-map', '1:a', ...stretch(at), name]),
    ...PICTURES.map((name, at) => ['-map', '0:v', '-ss', String(at / 4), '-frames:v', '1', name]),
    ...SOUNDS.map((name, at) => ['-map', '1:a', ...stretch(at), name]),
  ];
  const inputs = ['testsrc2=size=160x120:rate=12', "aevalsrc='0.3*sin(2*PI*(220+40*floor(4*t))*t)'"];
  const ffmpeg = mediaTool('ffmpeg');
  try {
    await promisify(execFile)(
      ffmpeg,
      [
        ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-y'],
        // An input without an end keeps ffmpeg going after its last output.
        ...inputs.flatMap((input) => ['-t', '8', '-f', 'lavfi', '-i', input]),
        ...outputs.flatMap((output) => ['-pix_fmt', 'yuv420p', ...output]),
      ],
      { cwd: folder, timeout: 120_000 },
    );
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() ?? String(error);
    throw new Failure(`ffmpeg (${ffmpeg}) could not make the files of the batch: ${said.slice(-500)}`);
  }
  breakFiles(folder);
}

function breakFiles(folder: string): void {
  const whole = readFileSync(resolve(folder, 'video-01.mp4'));
  writeFileSync(resolve(folder, 'cut-off.mp4'), whole.subarray(0, whole.length / 2));
  writeFileSync(resolve(folder, 'notes.mp4'), 'Somebody has named this text as if it were a video.\n');
  writeFileSync(resolve(folder, 'empty.jpg'), '');
}

function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // A file system without links.
    copyFileSync(from, to);
  }
}

function numbered(stem: string, count: number, extensions: readonly string[]): string[] {
  return Array.from({ length: count }, (_, at) => {
    const number = String(at + 1).padStart(2, '0');
    return `${stem}-${number}.${extensions[at % extensions.length] ?? ''}`;
  });
}
