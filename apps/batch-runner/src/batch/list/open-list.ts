import { createReadStream } from 'node:fs';
import { createGuardedFetch } from '@org/media-activities';
import { innerMessage } from '@org/media-control';
import { isStoreError } from '@org/media-storage';
import { CliError } from '../../cli-error.js';
import type { StoreEnv } from '@org/media-env';
import type { Env } from '../../env.js';
import { EXIT } from '../../exit-codes.js';
import { requiredStore } from '../local-store.js';
import { listName, type ListSource } from './list-source.js';

/** Ten million lines fit. */
const MAX_LIST_BYTES = 2 * 1024 ** 3;
const FETCH_TIMEOUT_MS = 30 * 60_000;

export interface OpenOptions {
  readonly env: StoreEnv & Pick<Env, 'WORKER_ALLOW_PRIVATE_ADDRESSES'>;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
}

/** The bytes of a list, wherever it is. Throws a `CliError` that names the list when it cannot be read. */
export async function* openListSource(
  source: ListSource,
  { env, stdin, signal }: OpenOptions,
): AsyncGenerator<Uint8Array> {
  try {
    if (source.from === 'stdin') yield* stdin;
    else if (source.from === 'path') yield* createReadStream(source.path, { signal });
    else if (source.from === 'url') yield* fetchList(source.url, env, signal);
    else {
      const store = await requiredStore(env, 'read a list of the store');
      const { body } = await store.get(source.key, { signal });
      yield* body;
    }
  } catch (error) {
    if (error instanceof CliError || signal.aborted) throw error;
    const reason = isStoreError(error, 'notFound') ? 'there is no such object' : innerMessage(error);
    throw new CliError(`The list ${listName(source)} cannot be read: ${reason}`, EXIT.usage);
  }
}

async function* fetchList(
  url: string,
  env: OpenOptions['env'],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const fetch = createGuardedFetch({
    allowPrivateAddresses: env.WORKER_ALLOW_PRIVATE_ADDRESSES,
    howToAllow: 'set WORKER_ALLOW_PRIVATE_ADDRESSES=true, as for the worker',
    maxBytes: MAX_LIST_BYTES,
    timeoutMs: FETCH_TIMEOUT_MS,
  });
  const { status, body, cancel } = await fetch(url, { signal });
  if (status !== 200) {
    cancel();
    throw new Error(`its server answered ${status}`);
  }
  yield* body;
}
