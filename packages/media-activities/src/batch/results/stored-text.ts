import { FAILURE_TYPES } from '@org/media-contracts';
import { ActivityError, badInput } from '../../activity-error.js';
import { isStoreCode, readText, storeTrouble, type BatchStore } from '../batch-store.js';

/** The part of a zod schema that reading needs. */
export interface Schema<T> {
  safeParse: (value: unknown) =>
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false;
        readonly error: { readonly issues: readonly { path: PropertyKey[]; message: string }[] };
      };
}

/** An object of the store, and what it is in a message. */
export interface Source {
  readonly store: BatchStore;
  readonly key: string;
  readonly signal?: AbortSignal | undefined;
}

/** The whole of a small object that must be there. */
export async function readStored({ store, key, signal }: Source): Promise<string> {
  try {
    return await readText(store, key, signal);
  } catch (error) {
    throw readTrouble(error, key);
  }
}

/** The lines of an object that must be there, one at a time. */
export async function* readStoredLines({ store, key, signal }: Source): AsyncGenerator<string> {
  try {
    const { body } = await store.get(key, signal && { signal });
    yield* linesOf(body);
  } catch (error) {
    throw readTrouble(error, key);
  }
}

/** What is missing may be put back, so that ends no batch: it is told and tried again. */
function readTrouble(error: unknown, key: string): unknown {
  if (!isStoreCode(error, 'notFound')) return storeTrouble(error, `reading ${key}`);
  const message = `${key} is missing from the store: put it back; it is tried again until then`;
  return new ActivityError(FAILURE_TYPES.transient, message, { cause: error });
}

/** Splits at `\n` alone: `node:readline` also splits at U+2028, which JSON leaves in its strings. */
export async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

/** JSON that this package wrote earlier. What it finds wrong is damage, and trying again does not repair it. */
export function parseStored<T>(schema: Schema<T>, text: string, where: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badInput(`${where} is damaged: it is not JSON. Restore it from a copy of the store`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const problem = issue ? `${issue.path.join('.')}: ${issue.message}` : 'it has another form';
  throw badInput(`${where} is damaged: ${problem}. Restore it from a copy of the store`);
}
