import { planKey, type ReadManifestFile } from '@org/media-activities';
import { manifestKey, type BatchManifest, type BatchPlan } from '@org/media-contracts';
import { BatchManifestSchema, BatchPlanSchema } from '@org/media-contracts/schemas';
import { isStoreError, type ObjectStore } from '@org/media-storage';
import type { z } from 'zod';
import { CliError } from '../cli-error.js';
import { EXIT } from '../exit-codes.js';

/** The manifest of a batch; undefined when none was written. */
export function readStoredManifest(
  store: ObjectStore,
  prefix: string,
  signal: AbortSignal,
): Promise<BatchManifest | undefined> {
  return readStored({ store, key: manifestKey(prefix), signal }, BatchManifestSchema);
}

/** The plan of a batch; undefined when its list was not read to its end. */
export function readStoredPlan(
  store: ObjectStore,
  prefix: string,
  signal: AbortSignal,
): Promise<BatchPlan | undefined> {
  return readStored({ store, key: planKey(prefix), signal }, BatchPlanSchema);
}

/** Opens the files that lie beside a manifest in the store. */
export function manifestFiles(store: ObjectStore, folder: string, signal: AbortSignal): ReadManifestFile {
  return async function* read(name) {
    const { body } = await store.get(`${folder}/${name}`, { signal });
    yield* body;
  };
}

interface Stored {
  readonly store: ObjectStore;
  readonly key: string;
  readonly signal: AbortSignal;
}

async function readStored<T>({ store, key, signal }: Stored, schema: z.ZodType<T>): Promise<T | undefined> {
  let text: string;
  try {
    const { body } = await store.get(key, { signal });
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    text = Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    if (isStoreError(error, 'notFound')) return undefined;
    throw error;
  }
  return parseDocument(text, schema, `store:${key}`);
}

/** Reads a JSON document of ours. Throws a `CliError` that names it when it is something else. */
export function parseDocument<T>(text: string, schema: z.ZodType<T>, name: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CliError(`${name} is not JSON: ${(error as Error).message}`, EXIT.failed);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new CliError(`${name} is not what it should be: ${problems.slice(0, 5).join('; ')}`, EXIT.failed);
}
