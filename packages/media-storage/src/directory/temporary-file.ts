import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectBody } from '../object-store.js';

/** A writer touches its file with every chunk: one that was silent for so long is dead. */
const ABANDONED_AFTER_MS = 24 * 60 * 60_000;

export interface TemporaryFile {
  readonly path: string;
  readonly sha256: string;
}

/** Writes the whole body to a new file and makes it durable. On any failure nothing is left. */
export async function writeTemporaryFile(
  directory: string,
  body: ObjectBody,
  signal?: AbortSignal,
): Promise<TemporaryFile> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, randomUUID());
  const hash = createHash('sha256');
  const file = await open(path, 'wx');
  try {
    for await (const chunk of chunksOf(body, signal)) {
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    signal?.throwIfAborted();
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
  await file.close();
  return { path, sha256: hash.digest('hex') };
}

/** Removes what writers that died left behind. */
export async function sweepTemporaryFiles(directory: string, now: number): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const stats = await stat(path).catch(() => undefined);
    if (stats && now - stats.mtimeMs > ABANDONED_AFTER_MS) await rm(path, { force: true });
  }
}

/** Yields the body's chunks, and stops waiting for a stalled body as soon as the signal fires. */
async function* chunksOf(body: ObjectBody, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  if (typeof body === 'string' || body instanceof Uint8Array) {
    yield Buffer.from(body);
    return;
  }
  const iterator = body[Symbol.asyncIterator]();
  let finished = false;
  try {
    for (;;) {
      const next = await untilAborted(iterator.next(), signal);
      finished = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // A stalled body may never answer, so its clean-up is started and not awaited.
    if (!finished) void iterator.return?.().then(undefined, () => undefined);
  }
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  signal.throwIfAborted();
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      reject(new Error('the signal fired', { cause: signal.reason }));
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
