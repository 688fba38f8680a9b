import { createHash } from 'node:crypto';
import { CsvError } from 'csv-parse';
import type { ManifestFile } from '@org/media-contracts';
import type { ProblemList } from './problem-list.js';

/** Opens a file that lies beside the manifest. */
export type ReadManifestFile = (name: string) => AsyncIterable<Uint8Array>;

/** A name that leads out of the folder of the manifest was not written by us. */
const FILE_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

interface FileCheck {
  readonly file: ManifestFile;
  readonly read: ReadManifestFile;
  readonly problems: ProblemList;
  readonly signal: AbortSignal | undefined;
}

/** Thrown where the bytes come from, to tell it from a fault of whoever uses them. */
class UnreadableError extends Error {}

/** Reads a file once: `consume` counts its rows; digest, size and rows are compared with what the manifest says. */
export async function checkFile(
  check: FileCheck,
  consume: (bytes: AsyncIterable<Uint8Array>) => Promise<number>,
): Promise<void> {
  const { file, problems } = check;
  const add = (problem: string): void => {
    problems.add(file.name, problem);
  };
  if (!FILE_NAME.test(file.name)) {
    add('is no name of a file beside the manifest; it is not read');
    return;
  }
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const bytes = observed(check, (chunk) => {
    hash.update(chunk);
    sizeBytes += chunk.length;
  });
  try {
    const rows = await consume(bytes);
    if (rows !== file.rows) add(`has ${rows} rows and should have ${file.rows}`);
  } catch (error) {
    if (!(error instanceof UnreadableError || error instanceof CsvError)) throw error;
    add(error instanceof CsvError ? `is not CSV: ${error.message}` : `cannot be read: ${error.message}`);
    return;
  }
  const sha256 = hash.digest('hex');
  if (sizeBytes !== file.sizeBytes) add(`has ${sizeBytes} bytes and should have ${file.sizeBytes}`);
  if (sha256 !== file.sha256) add(`has the SHA-256 ${sha256} and should have ${file.sha256}`);
}

async function* observed(
  { file, read, signal }: FileCheck,
  see: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of read(file.name)) {
      signal?.throwIfAborted();
      see(chunk);
      yield chunk;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw new UnreadableError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
