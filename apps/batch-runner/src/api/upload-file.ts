import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { problemOf } from '@org/media-api-client';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';
import type { ApiTools } from './api-command.js';

/** Sends a file of this machine to the API; resolves with the id of the asset. The same bytes are the same asset. */
export async function uploadFile(tools: ApiTools, path: string): Promise<string> {
  const digest = createHash('sha256');
  try {
    await pipeline(createReadStream(path), digest, { signal: tools.interrupted });
  } catch (error) {
    throw new CliError(`${path} cannot be read: ${(error as Error).message}`, EXIT.usage);
  }
  return upload(tools, createReadStream(path), {
    'x-filename': encodeURIComponent(basename(path)),
    'idempotency-key': `sha256-${digest.digest('hex')}`,
  });
}

/** The same for standard input, which can be read once: whoever sends it again has another asset. */
export function uploadStream(tools: ApiTools, bytes: Readable): Promise<string> {
  return upload(tools, bytes, {});
}

async function upload(
  { api, interrupted: signal }: ApiTools,
  bytes: Readable,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const { baseUrl, key, fetch } = api.connection;
  const request = new Request(`${baseUrl}/v1/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, ...headers },
    body: Readable.toWeb(bytes) as ReadableStream<Uint8Array>,
    duplex: 'half',
    signal,
  });
  const response = await fetch(request);
  if (!response.ok) throw await problemOf(response);
  return ((await response.json()) as { id: string }).id;
}
