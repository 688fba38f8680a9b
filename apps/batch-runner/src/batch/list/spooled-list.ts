import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** A list as it was at one moment: its digest is known only once all of it was read. */
export interface SpooledList {
  /** SHA-256 of the bytes as they came, in lower-case hex. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Can be called any number of times. */
  readonly open: () => AsyncIterable<Uint8Array>;
  readonly remove: () => Promise<void>;
}

/** Copies a stream to a file of its own. `remove` must be called; when copying fails nothing is left. */
export async function spoolList(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  temporaryFolder = tmpdir(),
): Promise<SpooledList> {
  const folder = await mkdtemp(join(temporaryFolder, 'batch-list-'));
  const path = join(folder, 'list');
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await pipeline(
      bytes,
      async function* (source: AsyncIterable<Uint8Array>) {
        for await (const chunk of source) {
          hash.update(chunk);
          sizeBytes += chunk.length;
          yield chunk;
        }
      },
      createWriteStream(path, { mode: 0o600 }),
      { signal },
    );
  } catch (error) {
    await remove();
    throw error;
  }
  return { sha256: hash.digest('hex'), sizeBytes, open: () => createReadStream(path), remove };
}
