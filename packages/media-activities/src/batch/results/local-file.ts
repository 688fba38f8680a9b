import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestFile } from '@org/media-contracts';
import type { RowFormat } from './manifest-csv.js';

/** Rows are formatted and written so many at a time. */
const ROWS_AT_ONCE = 500;

/** A file of the manifest while it is made on the machine of the worker. */
export interface LocalFile<Row> {
  readonly add: (row: Row) => Promise<void>;
  /** Ends the file and describes it. */
  readonly finish: () => Promise<FinishedFile>;
  /** Closes what is open, also after a failure. */
  readonly close: () => Promise<void>;
}

export interface FinishedFile {
  readonly path: string;
  readonly file: ManifestFile;
}

export async function createLocalFile<Row>(
  folder: string,
  name: string,
  { header, format }: RowFormat<Row>,
): Promise<LocalFile<Row>> {
  const path = join(folder, name);
  const handle = await open(path, 'wx');
  const hash = createHash('sha256');
  let pending: Row[] = [];
  let rows = 0;
  let sizeBytes = 0;

  async function write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    hash.update(bytes);
    sizeBytes += bytes.length;
    await handle.writeFile(bytes);
  }

  async function flush(): Promise<void> {
    const text = format(pending);
    pending = [];
    await write(text);
  }

  await write(header);
  return {
    add: async (row) => {
      rows += 1;
      if (pending.push(row) >= ROWS_AT_ONCE) await flush();
    },
    finish: async () => {
      if (pending.length > 0) await flush();
      await handle.close();
      return { path, file: { name, sha256: hash.digest('hex'), sizeBytes, rows } };
    },
    close: () => handle.close(),
  };
}
