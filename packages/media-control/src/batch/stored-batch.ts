import { planKey, type BatchStore, type ReadManifestFile } from '@org/media-activities';
import { manifestKey, type BatchManifest, type BatchPlan } from '@org/media-contracts';
import { BatchManifestSchema, BatchPlanSchema } from '@org/media-contracts/schemas';
import type { z } from 'zod';
import { ControlError } from '../control-error.js';

/** The manifest of a batch; undefined when none was written. */
export function readStoredManifest(
  store: BatchStore,
  prefix: string,
  signal: AbortSignal,
): Promise<BatchManifest | undefined> {
  return readStored({ store, key: manifestKey(prefix), signal }, BatchManifestSchema);
}

/** The plan of a batch; undefined when its list was not read to its end. */
export function readStoredPlan(
  store: BatchStore,
  prefix: string,
  signal: AbortSignal,
): Promise<BatchPlan | undefined> {
  return readStored({ store, key: planKey(prefix), signal }, BatchPlanSchema);
}

/** Opens the files that lie beside a manifest in the store. */
export function manifestFiles(store: BatchStore, folder: string, signal: AbortSignal): ReadManifestFile {
  return async function* read(name) {
    const { body } = await store.get(`${folder}/${name}`, { signal });
    yield* body;
  };
}

interface Stored {
  readonly store: BatchStore;
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
    if (isMissing(error)) return undefined;
    throw error;
  }
  return parseDocument(text, schema, `store:${key}`);
}

/** Stores tell by `code`; their error classes are not known here. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'notFound';
}

/** Reads a JSON document of ours. Throws `unreadable`, with its name, when it is something else. */
export function parseDocument<T>(text: string, schema: z.ZodType<T>, name: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ControlError('unreadable', `${name} is not JSON: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new ControlError(
    'unreadable',
    `${name} is not what it should be: ${problems.slice(0, 5).join('; ')}`,
  );
}
