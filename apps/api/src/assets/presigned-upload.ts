import { buffer } from 'node:stream/consumers';
import type { AssetRow, Catalog } from '@org/media-catalog';
import type { ObjectStore, PresignedPut, StoredObject } from '@org/media-storage';
import { Problem } from '../http/problem.js';
import { keptBy } from './kept-by.js';
import { mediaTypeOf, SNIFFED_BYTES } from './media-type.js';
import { uploadKey, uploadsOf } from './upload-key.js';

/** What S3 takes in one request. */
const MAX_PUT_BYTES = 5 * 1024 ** 3;
/** For the beginning of the request: what has begun may go on for longer. */
const LINK_SECONDS = 60 * 60;
/** Well before the clean-up takes what nobody completed. */
const COMPLETE_WITHIN_MS = 24 * 60 * 60 * 1_000;
/** Part of the key of a file whose digest nobody promised. */
const NO_DIGEST = 'unchecked';
/** As links have it: whatever else is asked for must not become part of a prefix. */
const ASSET_ID = /^as_[a-z2-7]+$/;
const SHA256 = /^[0-9a-f]{64}$/;

export interface OfferedFile {
  readonly sizeBytes: number;
  /** SHA-256 in hex. */
  readonly sha256?: string | undefined;
  readonly name?: string | undefined;
}

export interface UploadLink extends PresignedPut {
  readonly id: string;
  /** Ms since the epoch. */
  readonly expiresAt: number;
}

export interface LinkOptions {
  readonly store: ObjectStore;
  readonly tenantId: string;
  readonly id: string;
  readonly maxBytes: number;
  readonly now: number;
}

/**
 * A link that takes one file into the store, past the API. Nothing is written down: the key itself says whose file it is
 * and which digest the store has checked, and a file that nobody completes is cleaned up.
 */
export async function linkForUpload(file: OfferedFile, options: LinkOptions): Promise<UploadLink> {
  const { store, tenantId, id, now } = options;
  if (!store.presignPut) {
    throw new Problem('conflict', 'The store of this API has no links: send the file to POST /v1/uploads.');
  }
  const maxBytes = Math.min(options.maxBytes, MAX_PUT_BYTES);
  if (file.sizeBytes > maxBytes) throw new Problem('tooLarge', `The file is larger than ${maxBytes} bytes.`);
  const { sizeBytes, sha256, name } = file;
  const key = uploadKey({ tenantId, id, part: sha256 ?? NO_DIGEST, name });
  const promise = { sizeBytes, expiresInSeconds: LINK_SECONDS, ...(sha256 !== undefined && { sha256 }) };
  const link = await store.presignPut(key, promise);
  return { id, ...link, expiresAt: now + LINK_SECONDS * 1_000 };
}

export interface CompleteOptions {
  readonly store: ObjectStore;
  readonly assets: Pick<Catalog['assets'], 'get' | 'create'>;
  readonly tenantId: string;
  readonly id: string;
  readonly now: number;
  readonly signal: AbortSignal;
}

/** Makes an asset of what a link brought. The same one, however often it is asked for. */
export async function completeUpload(options: CompleteOptions): Promise<AssetRow> {
  const { store, assets, tenantId, id, now, signal } = options;
  const earlier = await assets.get(tenantId, id);
  if (earlier) return earlier;
  const [object] = ASSET_ID.test(id) ? await objectsOf(options) : [];
  if (!object || object.modifiedAt < now - COMPLETE_WITHIN_MS) {
    throw new Problem(
      'notFound',
      `There is no file of an upload ${JSON.stringify(id)} here: PUT it to the url of its link first, and complete it within a day.`,
    );
  }
  const mediaType = await judged(store, object, signal);
  const { key, sizeBytes } = object;
  return assets.create({ id, tenantId, source: `upload:${id}`, key, sizeBytes, mediaType, ...digestIn(key) });
}

async function objectsOf({ store, tenantId, id, signal }: CompleteOptions): Promise<readonly StoredObject[]> {
  const prefix = `${uploadsOf(tenantId)}${id}/`;
  return keptBy(async () => (await store.list({ prefix, limit: 1, signal })).objects);
}

/** What is refused does not stay. */
async function judged(store: ObjectStore, { key }: StoredObject, signal: AbortSignal): Promise<string> {
  const first = await keptBy(async () => {
    const { body } = await store.get(key, { range: { start: 0, end: SNIFFED_BYTES - 1 }, signal });
    return buffer(body);
  });
  try {
    return await mediaTypeOf(first);
  } catch (error) {
    if (error instanceof Problem) await keptBy(() => store.delete(key));
    throw error;
  }
}

/** Absent where nobody promised one; what streamed through the API has something else in this place. */
function digestIn(key: string): { digest?: string } {
  const part = key.split('/').at(-2) ?? '';
  return SHA256.test(part) ? { digest: part } : {};
}
