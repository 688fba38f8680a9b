import { createHash } from 'node:crypto';

/** Bytes that are counted and digested on their way. */
export interface Digested {
  readonly bytes: AsyncGenerator<Uint8Array, void, undefined>;
  /** Of what has passed so far. Ends the digest. */
  readonly facts: () => { readonly sha256: string; readonly sizeBytes: number };
}

export function digested(source: AsyncIterable<Uint8Array>): Digested {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  async function* pass(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of source) {
      hash.update(chunk);
      sizeBytes += chunk.byteLength;
      yield chunk;
    }
  }
  return { bytes: pass(), facts: () => ({ sha256: hash.digest('hex'), sizeBytes }) };
}
