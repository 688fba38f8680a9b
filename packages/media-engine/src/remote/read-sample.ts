import { open, type FileHandle } from 'node:fs/promises';
import type { SampleFetch, SampleResponse } from './sample-fetch.js';

/** How much is read of either end of a file. The headers of the usual formats lie there. */
export const SAMPLE_BYTES = 4 * 1024 * 1024;
/** A server that claims more is not believed: the size is also that of a sparse file on our disk. */
const MAX_TOTAL_BYTES = 4 * 1024 ** 4;

/** What the server said of a file, and how much of it was kept. */
export type Sample =
  | { readonly found: false; readonly reason: string }
  | {
      readonly found: true;
      /** Absent when the server does not say and the file is longer than the sample. */
      readonly totalBytes?: number;
      /** True when the whole file was read. */
      readonly complete: boolean;
    };

export interface RemoteFile {
  readonly url: string;
  readonly fetch: SampleFetch;
  readonly signal: AbortSignal;
}

/**
 * Reads the beginning of a file at a URL into `path`, and gives it the whole file's length with a hole behind:
 * what is derived from the length, such as the duration of a bare mp3, comes out right.
 */
export async function readHead(source: RemoteFile, path: string): Promise<Sample> {
  const response = await request(source, `bytes=0-${SAMPLE_BYTES - 1}`);
  if (response.status === 404 || response.status === 410) {
    response.cancel();
    return { found: false, reason: `the output is not there: its server answered ${response.status}` };
  }
  // 416: there is no first byte.
  if (response.status === 416) {
    response.cancel();
    return { found: false, reason: 'the output is empty: it has 0 bytes' };
  }
  const file = await open(path, 'w');
  try {
    const { written, ended } = await writeBody(response, { file, at: 0, limit: SAMPLE_BYTES });
    const totalBytes = totalOf(response) ?? (ended ? written : undefined);
    if (totalBytes === 0) return { found: false, reason: 'the output is empty: it has 0 bytes' };
    if (totalBytes === undefined) return { found: true, complete: false };
    if (totalBytes > MAX_TOTAL_BYTES)
      throw new Error(`the server claims ${totalBytes} bytes, which is not believed`);
    await file.truncate(totalBytes);
    return { found: true, totalBytes, complete: written >= totalBytes };
  } finally {
    await file.close();
  }
}

/** Adds the end of the file: an mp4 that was not made for streaming has its index there. */
export async function readTail(source: RemoteFile, path: string, totalBytes: number): Promise<void> {
  const start = Math.max(SAMPLE_BYTES, totalBytes - SAMPLE_BYTES);
  const response = await request(source, `bytes=${start}-${totalBytes - 1}`);
  if (response.status !== 206) {
    response.cancel();
    throw new Error(
      `the server answered ${response.status} to a range, so the end of the output cannot be read`,
    );
  }
  const file = await open(path, 'r+');
  try {
    await writeBody(response, { file, at: start, limit: totalBytes - start });
  } finally {
    await file.close();
  }
}

async function request({ url, fetch, signal }: RemoteFile, range: string): Promise<SampleResponse> {
  // Without identity a server may count the bytes of its compression.
  const response = await fetch(url, { headers: { range, 'accept-encoding': 'identity' }, signal });
  const understood = [200, 206, 404, 410, 416].includes(response.status);
  if (understood) return response;
  response.cancel();
  throw new Error(`the server of the output answered ${response.status}`);
}

async function writeBody(
  response: SampleResponse,
  { file, at, limit }: { file: FileHandle; at: number; limit: number },
): Promise<{ written: number; ended: boolean }> {
  let written = 0;
  for await (const chunk of response.body) {
    const part = chunk.subarray(0, limit - written);
    await file.write(part, 0, part.length, at + written);
    written += part.length;
    // Leaving the loop cancels the rest, which a server that knows no ranges would otherwise send.
    if (written >= limit) return { written, ended: false };
  }
  return { written, ended: true };
}

/** The length of the whole file, if the server tells it. */
function totalOf({ status, headers }: SampleResponse): number | undefined {
  const text =
    status === 206
      ? /^bytes \d+-\d+\/(\d+)$/.exec(String(headers['content-range'] ?? ''))?.[1]
      : headers['content-length'];
  return typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : undefined;
}
