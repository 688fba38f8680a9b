import type { BatchList } from '@org/media-contracts';
import { SourceUrlSchema } from '@org/media-contracts/schemas';
import { isStoreError, type ObjectStore } from '@org/media-storage';
import { CliError } from '../../cli-error.js';
import { defined } from '../../defined.js';
import { EXIT } from '../../exit-codes.js';
import { localStore } from '../local-store.js';
import { inlineList } from './inline-list.js';
import { formatOfName, listName, type ListSource } from './list-source.js';
import { openListSource, type OpenOptions } from './open-list.js';
import { refuseUnplannable } from './refuse-unplannable.js';
import { spoolList, type SpooledList } from './spooled-list.js';

/** A list as a batch is started with it. */
export interface PreparedList {
  readonly list: BatchList;
  readonly name: string;
  /** Absent where only the worker reads the list. */
  readonly sha256?: string;
}

/**
 * Brings a list to where workers can read it. A path and standard input belong to this machine: they go into the store
 * under their digest, or, when there is no store and they are short, into the input of the workflow.
 */
export async function prepareList(source: ListSource, options: OpenOptions): Promise<PreparedList> {
  const name = listName(source);
  if (source.from === 'url') {
    const { url } = source;
    refuseBadUrl(url);
    return { list: withFormat({ url }, new URL(url).pathname), name };
  }
  const store = await localStore(options.env);
  if (source.from === 'store') {
    const sha256 = store && (await checkedDigest(source, options));
    return {
      list: { ...withFormat({ key: source.key }, source.key), ...defined({ sha256 }) },
      name,
      ...defined({ sha256 }),
    };
  }
  const spooled = await spoolList(openListSource(source, options), options.signal);
  try {
    const path = source.from === 'path' ? source.path : '';
    const { env, signal } = options;
    const list = store
      ? await storedList(spooled, { store, path, env, signal })
      : await inlineList(spooled, { path, env, signal });
    return { list, name, sha256: spooled.sha256 };
  } finally {
    await spooled.remove();
  }
}

/** As part of the whole input the schema could only say that something is wrong. */
function refuseBadUrl(url: string): void {
  const problem = SourceUrlSchema.safeParse(url).error?.issues[0]?.message;
  if (problem !== undefined) throw new CliError(`The URL of the list is refused: ${problem}`, EXIT.usage);
}

/** The digest of a list that lies somewhere else: all of it is read. */
export async function listDigest(source: ListSource, options: OpenOptions): Promise<string> {
  const spooled = await spoolList(openListSource(source, options), options.signal);
  await spooled.remove();
  return spooled.sha256;
}

async function checkedDigest(
  source: Extract<ListSource, { from: 'store' }>,
  options: OpenOptions,
): Promise<string> {
  const spooled = await spoolList(openListSource(source, options), options.signal);
  try {
    await refuseUnplannable({ bytes: spooled.open(), path: source.key, ...options });
    return spooled.sha256;
  } finally {
    await spooled.remove();
  }
}

interface StoredListOptions extends Pick<OpenOptions, 'env' | 'signal'> {
  readonly store: ObjectStore;
  readonly path: string;
}

async function storedList(
  spooled: SpooledList,
  { store, path, env, signal }: StoredListOptions,
): Promise<BatchList> {
  const { sha256 } = spooled;
  await refuseUnplannable({ bytes: spooled.open(), path, env, signal });
  const key = `lists/${sha256}`;
  try {
    await store.put(key, spooled.open(), { ifNoneMatch: '*', signal });
  } catch (error) {
    // The same bytes lie there already.
    if (!isStoreError(error, 'alreadyExists')) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CliError(`The list cannot be put into the store (STORE_DIR): ${reason}`, EXIT.failed);
    }
  }
  return { ...withFormat({ key }, path), sha256 };
}

function withFormat<T extends object>(list: T, name: string): T & { format?: 'jsonl' | 'csv' | 'json' } {
  return { ...list, ...defined({ format: formatOfName(name) }) };
}
