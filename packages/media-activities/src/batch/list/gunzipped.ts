import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { badInput } from '../../activity-error.js';

const CHUNK_BYTES = 64 * 1024;

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** The unpacked bytes. Throws `BadInput` when they are cut off or damaged: the lines behind would be lost. */
export async function* gunzipped(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  const feeding = pipeline(bytes, gunzip);
  // Its failure reaches the loop below through the stream.
  feeding.catch(() => undefined);
  try {
    for await (const chunk of gunzip) yield chunk as Uint8Array;
    await feeding;
  } catch (error) {
    throw zlibProblem(error) ?? error;
  } finally {
    gunzip.destroy();
  }
}

function zlibProblem(error: unknown): Error | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return badGzip('cut off before its end');
  if (code === 'ERR_STREAM_PREMATURE_CLOSE') return badGzip('followed by other bytes');
  return code.startsWith('Z_') ? badGzip(`damaged (${code})`) : undefined;
}

function badGzip(how: string): Error {
  return badInput(`the gzip list is ${how}: pack and upload it again`);
}
