import { createHash, randomBytes } from 'node:crypto';
import type { AssetRow, Catalog } from '@org/media-catalog';
import type { ObjectStore } from '@org/media-storage';
import { Problem } from '../http/problem.js';
import { resourceId } from '../starts/resource-id.js';
import { keptBy } from './kept-by.js';
import { mediaTypeOf, SNIFFED_BYTES } from './media-type.js';
import { uploadKey } from './upload-key.js';

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

/** Streams a file into the store. */
export async function receiveUpload({ store, assets }: Keeping, upload: Upload): Promise<Received> {
  const { tenantId, idempotencyKey, signal } = upload;
  const id = resourceId(
    'as',
    idempotencyKey === undefined ? undefined : [tenantId, 'POST /v1/uploads', idempotencyKey],
  );
  const { first, whole } = await peek(limitedTo(upload.maxBytes, upload.body));
  const mediaType = await mediaTypeOf(first);
  const digest = createHash('sha256');
  const earlier = idempotencyKey === undefined ? undefined : await assets.get(tenantId, id);
  if (earlier) {
    for await (const chunk of whole) digest.update(chunk);
    return sameFile(earlier, digest.digest('hex'));
  }
  // Of its own for each request: of two under one key the first has its row, and no object is written over.
  const key = uploadKey({ tenantId, id, part: randomBytes(6).toString('hex'), name: upload.name });
  const { sizeBytes } = await keptBy(() =>
    store.put(key, hashed(whole, digest), { ifNoneMatch: '*', signal }),
  );
  const facts = { key, sizeBytes, digest: digest.digest('hex'), mediaType };
  const asset = await assets.create({ id, tenantId, source: `upload:${id}`, ...facts });
  if (asset.key === key) return { asset, replayed: false };
  await keptBy(() => store.delete(key));
  return sameFile(asset, facts.digest);
}

function sameFile(asset: AssetRow, digest: string): Received {
  if (asset.digest === digest) return { asset, replayed: true };
  throw new Problem(
    'idempotencyConflict',
    `The idempotency key was used for another file (sha256 ${asset.digest ?? 'unknown'}): use another key.`,
  );
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
