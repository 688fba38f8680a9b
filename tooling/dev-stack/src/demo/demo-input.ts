import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, linkSync, mkdirSync, realpathSync, renameSync, statSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { inputsDir } from '../app-env.ts';
import { Failure, reasonOf } from '../failure.ts';
import { makeTestVideo } from '../make-test-video.ts';
import { say } from '../say.ts';
import type { StackAddresses } from '../stack-record.ts';

/** Refuses, before anything is started, an input that cannot work. */
export function checkInput(input: string | undefined, realService: boolean): void {
  if (input !== undefined && isUrl(input)) return;
  if (realService) {
    throw new Failure(
      'With ITTYBIT_API_KEY set the real service does the work, and it cannot read a file of this machine. Give --input a URL that it can reach, or unset ITTYBIT_API_KEY to use ittybit-local.',
    );
  }
  if (input === undefined) return;
  const stat = statSync(input, { throwIfNoEntry: false });
  if (stat === undefined)
    throw new Failure(
      `--input ${input}: there is no such file. Give the path of a file, or an http(s) or s3 URL.`,
    );
  if (!stat.isFile())
    throw new Failure(`--input ${input}: this is not a file. Give the path of a media file.`);
}

/** The URL under which the pipeline reads the input; a local file is put where ittybit-local serves it. */
export async function publishInput(input: string | undefined, addresses: StackAddresses): Promise<string> {
  if (input !== undefined && isUrl(input)) return input;
  // Whoever asked a running stack with the real service was not stopped by our own environment.
  const { ittybitLocal } = addresses;
  if (ittybitLocal === undefined)
    throw new Failure(
      'The running stack uses the real service, which cannot read a file of this machine. Give --input a URL that it can reach.',
    );
  const name = input === undefined ? await testVideo() : publishFile(input);
  return `${ittybitLocal}/inputs/${encodeURIComponent(name)}`;
}

function isUrl(input: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(input);
}

/** Made once per clone, so that a second demo asks for the same. */
async function testVideo(): Promise<string> {
  const name = 'test-video.mp4';
  const path = resolve(inputsDir, name);
  if (!existsSync(path)) {
    say('dev: making a test video of six seconds');
    await makeTestVideo({ path });
  }
  return name;
}

/** Linked rather than copied where that is possible. The name changes with the file, since results are kept by URL. */
export function publishFile(input: string, folder = inputsDir): string {
  const path = realpathSync(input);
  const { size, mtimeMs, ino } = statSync(path);
  const version = createHash('sha256')
    .update(`${path}\0${size}\0${mtimeMs}\0${ino}`)
    .digest('hex')
    .slice(0, 8);
  const extension = extname(path);
  const stem = basename(path, extension)
    .replace(/[^\w-]+/g, '-')
    .slice(0, 80);
  const name = `${stem}-${version}${extension.replace(/[^\w.]/g, '')}`;
  const target = resolve(folder, name);
  if (existsSync(target)) return name;
  mkdirSync(folder, { recursive: true });
  const unfinished = `${target}.${process.pid}`;
  try {
    try {
      linkSync(path, unfinished);
    } catch {
      // Another file system, or one without links.
      copyFileSync(path, unfinished);
    }
    renameSync(unfinished, target);
  } catch (error) {
    throw new Failure(`--input ${input} could not be put into ${folder}: ${reasonOf(error)}`);
  }
  return name;
}
