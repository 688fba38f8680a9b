import { createHash, randomBytes } from 'node:crypto';
import type { AssetRow, Catalog } from '@org/media-catalog';
import { isStoreError, type ObjectStore } from '@org/media-storage';
import { fileTypeFromBuffer } from 'file-type';
import { Problem, unavailable } from '../http/problem.js';
import { resourceId } from '../starts/resource-id.js';

/** What tells a type lies within the first bytes. */
const SNIFFED_BYTES = 4_100;
const MEDIA = /^(video|audio|image)\//;

export interface Upload {
  readonly tenantId: string;
  /** What the client calls the file. */
  readonly name: string | undefined;
  /** Under one key one file is kept, however often it is sent. */
  readonly idempotencyKey: string | undefined;
  readonly body: AsyncIterable<Uint8Array>;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface Received {
  readonly asset: AssetRow;
  /** An earlier request under the same key had brought it. */
  readonly replayed: boolean;
}

interface Keeping {
  readonly store: ObjectStore;
  readonly assets: Catalog['assets'];
}

/** Streams a file into the store. What it is, is read from its bytes: a name or a header can say anything. */
export async function receiveUpload({ store, assets }: Keeping, upload: Upload): Promise<Received> {
  const { tenantId, idempotencyKey, signal } = upload;
  const id = resourceId('as', { tenantId, route: 'POST /v1/uploads', key: idempotencyKey });
  const { first, whole } = await peek(limitedTo(upload.maxBytes, upload.body));
  const mediaType = await typeOf(first);
  const digest = createHash('sha256');
  const earlier = idempotencyKey === undefined ? undefined : await assets.get(tenantId, id);
  if (earlier) {
    for await (const chunk of whole) digest.update(chunk);
    return sameFile(earlier, digest.digest('hex'));
  }
  // Of its own for each request: of two under one key the first has its row, and no object is written over.
  const key = `uploads/${tenantId}/${id}/${randomBytes(6).toString('hex')}/${safeName(upload.name)}`;
  const { sizeBytes } = await kept(() => store.put(key, hashed(whole, digest), { ifNoneMatch: '*', signal }));
  const facts = { key, sizeBytes, digest: digest.digest('hex'), mediaType };
  const asset = await assets.create({ id, tenantId, source: `upload:${id}`, ...facts });
  if (asset.key === key) return { asset, replayed: false };
  await kept(() => store.delete(key));
  return sameFile(asset, facts.digest);
}

function sameFile(asset: AssetRow, digest: string): Received {
  if (asset.digest === digest) return { asset, replayed: true };
  throw new Problem(
    'idempotencyConflict',
    `The idempotency key was used for another file (sha256 ${asset.digest ?? 'unknown'}): use another key.`,
  );
}

async function kept<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isStoreError(error)) throw error;
    if (error.cause instanceof Problem) throw error.cause;
    throw unavailable('The store does not take the file; try again.', 5, error);
  }
}

/** A text without NUL is taken for a list: it is checked line by line when a batch is planned from it. */
async function typeOf(first: Buffer): Promise<string> {
  if (first.length === 0) throw new Problem('malformed', 'The file is empty.');
  const found = await fileTypeFromBuffer(first);
  if (found && (MEDIA.test(found.mime) || found.mime === 'application/gzip')) return found.mime;
  if (!found && !first.includes(0)) return 'text/plain';
  throw new Problem(
    'unsupportedMediaType',
    `The file is ${found?.mime ?? 'of an unknown type'}: send video, audio, an image, or a list as text or gzip.`,
  );
}

/** One segment of a key, whatever was given: no folder, no dots alone, nothing that a shell or a header could mistake. */
function safeName(name: string | undefined): string {
  const last = (name ?? '').split(/[/\\]/).at(-1) ?? '';
  const safe = last
    .replace(/[^A-Za-z0-9._-]/g, '_')
    .replace(/^\.+/, '')
    .slice(-100);
  return safe || 'file';
}

async function* limitedTo(maxBytes: number, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new Problem('tooLarge', `The file is larger than ${maxBytes} bytes.`);
    yield chunk;
  }
}

async function peek(
  body: AsyncGenerator<Uint8Array>,
): Promise<{ first: Buffer; whole: AsyncGenerator<Uint8Array> }> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < SNIFFED_BYTES) {
    const step: IteratorResult<Uint8Array, unknown> = await body.next();
    if (step.done) break;
    chunks.push(step.value);
    bytes += step.value.byteLength;
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield* chunks;
    yield* body;
  }
  return { first: Buffer.concat(chunks).subarray(0, SNIFFED_BYTES), whole: whole() };
}

async function* hashed(
  body: AsyncIterable<Uint8Array>,
  digest: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    digest.update(chunk);
    yield chunk;
  }
}
