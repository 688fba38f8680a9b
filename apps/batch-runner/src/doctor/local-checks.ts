import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Env } from '../env.js';
import { fail, ok, warn, type Check } from './check.js';

const run = promisify(execFile);

/** What this machine has. It matters where a worker or ittybit-local runs. */
export async function localChecks(env: Env): Promise<Check[]> {
  return [
    await checkStore(env),
    await checkProgram('ffmpeg', env.FFMPEG_PATH, 'FFMPEG_PATH'),
    await checkProgram('ffprobe', env.FFPROBE_PATH, 'FFPROBE_PATH'),
  ];
}

async function checkStore({ STORE_DIR: directory }: Env): Promise<Check> {
  const name = 'store';
  if (directory === undefined) {
    const meaning = 'Whether outputs can be stored is not known.';
    return warn({
      name,
      found: 'not checked: STORE_DIR is not set',
      meaning,
      advice: 'Set STORE_DIR to have it checked.',
    });
  }
  const file = join(directory, `.doctor-${randomUUID()}`);
  try {
    // As the store does with its first write: one that is not there yet is no fault.
    await mkdir(directory, { recursive: true });
    await writeFile(file, 'written by doctor', { flag: 'wx' });
    await rm(file);
    return ok(name, `${directory} is writable`);
  } catch (error) {
    return fail({
      name,
      found: `${directory}: ${(error as Error).message}`,
      meaning: 'Nothing can be stored there.',
      advice: 'Free some space, or let this user write to it.',
    });
  }
}

async function checkProgram(name: string, path: string, variable: string): Promise<Check> {
  try {
    const { stdout } = await run(path, ['-version'], { timeout: 20_000 });
    return ok(name, stdout.split('\n', 1)[0]?.replace(/ Copyright.*$/, '') ?? path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return warn({
      name,
      found: code === 'ENOENT' ? `${path} was not found` : message,
      meaning: 'Outputs cannot be inspected by a worker here, and ittybit-local cannot work here.',
      advice: `Install ffmpeg, or set ${variable}.`,
    });
  }
}
