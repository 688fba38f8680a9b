import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { BatchStore } from '../batch/batch-store.js';
import { chunked } from './chunked.js';

type Operation = 'put' | 'get';

export interface MemoryStore extends BatchStore {
  /** What is stored. Tests may look, change and remove. */
  readonly objects: Map<string, Buffer>;
}

interface MemoryStoreOptions {
  /** Bytes per chunk of what `get` yields. Small ones split lines and characters. */
  readonly chunkBytes?: number;
  /** The code with which an operation is refused, and for how long: asked every time. */
  readonly refuse?: (operation: Operation, key: string) => string | undefined;
}

/** An object store that keeps everything in memory and refuses as a real one does. */
export function createMemoryStore({ chunkBytes = 65_536, refuse }: MemoryStoreOptions = {}): MemoryStore {
  const objects = new Map<string, Buffer>();

  function admit(operation: Operation, key: string, signal: AbortSignal | undefined): void {
    if (signal?.aborted) throw storeError('aborted', key);
    const code = refuse?.(operation, key);
    if (code !== undefined) throw storeError(code, key);
  }

  return {
    objects,
    put: async (key, body, options = {}) => {
      admit('put', key, options.signal);
      const bytes = await bytesOf(body);
      if (options.ifNoneMatch && objects.has(key)) throw storeError('alreadyExists', key);
      objects.set(key, bytes);
      return { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length };
    },
    get: async (key, options = {}) => {
      admit('get', key, options.signal);
      const bytes = objects.get(key);
      if (!bytes) throw storeError('notFound', key);
      return { body: Readable.from(chunked(bytes, chunkBytes), { objectMode: false }) };
    },
  };
}

function storeError(code: string, key: string): Error {
  return Object.assign(new Error(`the store refused ${key}: ${code}`), { name: 'StoreError', code });
}

async function bytesOf(body: Parameters<BatchStore['put']>[1]): Promise<Buffer> {
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
