import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { EngineError, isEngineError } from './engine-error.js';

/**
 * Lets `write` make a file or a folder under a temporary name beside `finalPath`, makes it durable, and moves it
 * into place. A reader sees the old content or all of the new; after any failure nothing of the new is left.
 */
export async function writeAtomically<T>(
  finalPath: string,
  signal: AbortSignal,
  write: (temporaryPath: string) => Promise<T>,
): Promise<T> {
  const folder = path.dirname(finalPath);
  await requireFolder(folder, finalPath);
  const temporaryPath = path.join(folder, `.media-engine-${randomUUID()}.part`);
  try {
    const result = await write(temporaryPath);
    await sync(temporaryPath);
    signal.throwIfAborted();
    await moveIntoPlace(temporaryPath, finalPath);
    await syncOne(folder);
    return result;
  } catch (error) {
    throw fileSystemError(error, finalPath);
  } finally {
    await rm(temporaryPath, { recursive: true, force: true });
  }
}

async function requireFolder(folder: string, finalPath: string): Promise<void> {
  const facts = await stat(folder).catch(() => null);
  if (facts?.isDirectory()) return;
  throw new EngineError(
    'failed',
    `The folder of the output ${finalPath} does not exist. Create ${folder} first.`,
  );
}

/** rename replaces a file or an empty folder at once; a folder with content has to step aside first. */
async function moveIntoPlace(temporaryPath: string, finalPath: string): Promise<void> {
  try {
    await rename(temporaryPath, finalPath);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    const aside = `${temporaryPath}.old`;
    await rename(finalPath, aside);
    try {
      await rename(temporaryPath, finalPath);
    } catch (failure) {
      await rename(aside, finalPath);
      throw failure;
    }
    await rm(aside, { recursive: true, force: true });
  }
}

async function sync(target: string): Promise<void> {
  const facts = await stat(target);
  if (facts.isDirectory()) {
    for (const name of await readdir(target)) await sync(path.join(target, name));
  }
  await syncOne(target);
}

async function syncOne(target: string): Promise<void> {
  const handle = await open(target, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function fileSystemError(error: unknown, finalPath: string): unknown {
  if (isEngineError(error)) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(finalPath, { cause: error });
  if (code === undefined) return error;
  return new EngineError('failed', `The output ${finalPath} cannot be written: ${message}.`, {
    cause: error,
  });
}

/** The one wording of a full disk. */
export function diskFull(
  finalPath: string,
  details: { cause?: unknown; stderrTail?: readonly string[] } = {},
): EngineError {
  const message = `There is no room left on the disk for ${finalPath}. Free some, or write elsewhere.`;
  return new EngineError('diskFull', message, details);
}
