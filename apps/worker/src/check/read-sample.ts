import { open, type FileHandle } from 'node:fs/promises';

export type Fetch = (
  url: string,
  init: { headers: Record<string, string>; signal: AbortSignal },
) => Promise<Response>;

/** How much is read of either end of a file. The headers of the usual formats lie there. */
export const SAMPLE_BYTES = 4 * 1024 * 1024;
/** A server that claims more is not believed: the size is also that of a sparse file on our disk. */
const MAX_TOTAL_BYTES = 4 * 1024 ** 4;

/** What the server said of a file, and how much of it was kept. */
export type Sample =
  | { readonly found: false; readonly reason: string }
  | { readonly found: true; readonly totalBytes: number; readonly complete: boolean };

interface Source {
  readonly url: string;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
}

/**
 * Reads the beginning of a file at a URL into `path`, and gives it the whole file's length with a hole behind:
 * what is derived from the length, such as the duration of a bare mp3, comes out right.
 */
export async function readHead(source: Source, path: string): Promise<Sample> {
  const response = await request(source, `bytes=0-${SAMPLE_BYTES - 1}`);
  if (response.status === 404 || response.status === 410) {
    await response.body?.cancel();
    return { found: false, reason: `the output is not there: its server answered ${response.status}` };
  }
  // 416: there is no first byte.
  if (response.status === 416) {
    await response.body?.cancel();
    return { found: false, reason: 'the output is empty: it has 0 bytes' };
  }
  const file = await open(path, 'w');
  try {
    const written = await writeBody(response, { file, at: 0, limit: SAMPLE_BYTES });
    const totalBytes = totalOf(response, written);
    if (totalBytes === 0) return { found: false, reason: 'the output is empty: it has 0 bytes' };
    if (totalBytes > MAX_TOTAL_BYTES)
      throw new Error(`the server claims ${totalBytes} bytes, which is not believed`);
    await file.truncate(totalBytes);
    return { found: true, totalBytes, complete: written >= totalBytes };
  } finally {
    await file.close();
  }
}

/** Adds the end of the file: an mp4 that was not made for streaming has its index there. */
export async function readTail(source: Source, path: string, totalBytes: number): Promise<void> {
  const start = Math.max(SAMPLE_BYTES, totalBytes - SAMPLE_BYTES);
  const response = await request(source, `bytes=${start}-${totalBytes - 1}`);
  if (response.status !== 206) {
    await response.body?.cancel();
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

async function request({ url, fetch, signal }: Source, range: string): Promise<Response> {
  // Without identity a server may count the bytes of its compression.
  const response = await fetch(url, { headers: { range, 'accept-encoding': 'identity' }, signal });
  const understood = response.ok || [404, 410, 416].includes(response.status);
  if (understood) return response;
  await response.body?.cancel();
  throw new Error(`the server of the output answered ${response.status}`);
}

async function writeBody(
  response: Response,
  { file, at, limit }: { file: FileHandle; at: number; limit: number },
): Promise<number> {
  let written = 0;
  if (!response.body) return written;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    const part = chunk.subarray(0, limit - written);
    await file.write(part, 0, part.length, at + written);
    written += part.length;
    // Leaving the loop cancels the rest, which a server that knows no ranges would otherwise send.
    if (written >= limit) break;
  }
  return written;
}

function totalOf(response: Response, written: number): number {
  const total = /^bytes \d+-\d+\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (response.status === 206 && total !== undefined) return Number(total);
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  return Number.isSafeInteger(length) && length >= written ? length : written;
}
