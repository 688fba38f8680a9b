import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  manifestKey,
  type BatchCounts,
  type BatchManifest,
  type WriteManifestInput,
} from '@org/media-contracts';
import { badInput } from '../../activity-error.js';
import { isStoreCode, storeTrouble, type BatchStore } from '../batch-store.js';
import { redacted } from './manifest-entry.js';
import type { ManifestFiles } from './manifest-files.js';

interface Publication {
  readonly store: BatchStore;
  readonly prefix: string;
  readonly signal?: AbortSignal | undefined;
}

/** Puts the files of a manifest into the store; nobody reads them before the manifest names them. */
export async function publishFiles(publication: Publication, files: ManifestFiles): Promise<void> {
  for (const { path, file } of Object.values(files)) {
    const key = `${publication.prefix}/${file.name}`;
    await createOnce(publication, { key, sha256: file.sha256, body: () => bytesOfFile(path) });
  }
}

/** Opened when it is read: a store that refuses at once would leave the file open. */
async function* bytesOfFile(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path) as AsyncIterable<Buffer>;
}

/** The one write that makes a batch's results visible. */
export async function publishManifest(
  publication: Publication,
  manifest: BatchManifest,
): Promise<{ key: string; sha256: string }> {
  const key = manifestKey(publication.prefix);
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const sha256 = createHash('sha256').update(text).digest('hex');
  await createOnce(publication, { key, sha256, body: () => text });
  return { key, sha256 };
}

interface NewObject {
  readonly key: string;
  readonly sha256: string;
  readonly body: () => AsyncIterable<Uint8Array> | string;
}

/** An attempt before this one may have written the same bytes: that is as good. Anything else stays as it is. */
async function createOnce({ store, signal }: Publication, object: NewObject): Promise<void> {
  const { key, sha256, body } = object;
  const options = signal && { signal };
  const found = await store
    .put(key, body(), { ifNoneMatch: '*', ...options })
    .catch(async (error: unknown) => {
      if (!isStoreCode(error, 'alreadyExists')) throw storeTrouble(error, `writing ${key}`);
      return { sha256: await digestOf({ store, key, signal }) };
    });
  if (found.sha256 === sha256) return;
  throw badInput(
    `${key} has the SHA-256 ${found.sha256} and should have ${sha256}: it was written with other content and is left ` +
      'as it is. Compare it with the results, then remove it',
  );
}

async function digestOf({
  store,
  key,
  signal,
}: Omit<Publication, 'prefix'> & { key: string }): Promise<string> {
  const hash = createHash('sha256');
  try {
    const { body } = await store.get(key, signal && { signal });
    for await (const chunk of body) hash.update(chunk);
  } catch (error) {
    throw storeTrouble(error, `reading ${key}`);
  }
  return hash.digest('hex');
}

/** A pure function of what the batch knows, so that every attempt writes the same bytes. */
export function describeBatch(
  input: WriteManifestInput,
  counts: BatchCounts,
  files: ManifestFiles,
): BatchManifest {
  const { plan, parent, reason, spend, lastShard } = input;
  // Its token is nobody's business but the service's.
  const { webhookUrl: _webhookUrl, ...settings } = input.settings;
  return {
    version: 1,
    batch: input.batch,
    lineage: input.lineage,
    ...(parent && { parent }),
    state: input.state,
    ...(reason !== undefined && { reason: redacted(reason) }),
    input: plan.list,
    startedAt: input.startedAt,
    endedAt: input.endedAt,
    counts,
    settings: redacted(settings),
    ...(spend && { spend }),
    remoteCalls: input.remoteCalls,
    files: {
      succeeded: files.succeeded.file,
      failed: files.failed.file,
      invalid: files.invalid.file,
      cancelled: files.cancelled.file,
      notStarted: files.notStarted.file,
      results: files.results.file,
    },
    redrive: { planFolder: plan.folder, ...(lastShard !== undefined && { lastShard }) },
  };
}
