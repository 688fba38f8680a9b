import { Readable } from 'node:stream';
import { BatchManifestSchema } from '@org/media-contracts/schemas';
import type { BatchManifest } from '@org/media-contracts';
import { isStoreError, type ObjectContent, type ObjectStore } from '@org/media-storage';
import type { Context } from 'hono';
import type { ApiEnv } from '../http/api-env.js';
import { notFound, unavailable } from '../http/problem.js';

export async function readManifest(store: ObjectStore, key: string): Promise<BatchManifest> {
  const { body } = await open(store, key, 'manifest.json');
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return BatchManifestSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
}

/** The manifest itself, byte for byte, and what it names: nothing else can be read, as a name never becomes a path. */
export async function streamManifestFile(
  c: Context<ApiEnv>,
  store: ObjectStore,
  { key, name }: { readonly key: string; readonly name: string },
): Promise<Response> {
  const isNamed = key.endsWith(`/${name}`) || (await namesIn(store, key)).includes(name);
  if (!isNamed) throw notFound('file of the manifest', name);
  const { body, lengthBytes } = await open(store, key.replace(/[^/]*$/, name), name);
  return c.body(Readable.toWeb(Readable.from(body)) as ReadableStream<Uint8Array>, 200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': String(lengthBytes),
    'Content-Disposition': `attachment; filename="${name}"`,
  });
}

async function namesIn(store: ObjectStore, key: string): Promise<string[]> {
  const { files } = await readManifest(store, key);
  return Object.values(files).map((file) => file.name);
}

async function open(store: ObjectStore, key: string, name: string): Promise<ObjectContent> {
  try {
    return await store.get(key);
  } catch (error) {
    if (isStoreError(error) && error.code === 'notFound') throw notFound('file of the manifest', name);
    throw unavailable('The store does not answer; try again.', 5, error);
  }
}
