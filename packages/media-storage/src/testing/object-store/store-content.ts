import { expect } from 'vitest';
import type { ObjectContent, ObjectStore } from '../../object-store.js';
import type { StoreErrorCode } from '../../store-error.js';

/** Gives an empty store each time. */
export type MakeStore = () => Promise<ObjectStore>;

export async function expectCode(
  promise: Promise<unknown>,
  code: StoreErrorCode,
  message = /./,
): Promise<void> {
  await expect(promise).rejects.toMatchObject({
    name: 'StoreError',
    code,
    message: expect.stringMatching(message) as string,
  });
}

export async function textOf(store: ObjectStore, key: string): Promise<string> {
  return (await bytesOf(await store.get(key))).toString();
}

export async function bytesOf({ body }: ObjectContent): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function* streamOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

export async function* failingAfter(chunk: Uint8Array, error: Error): AsyncGenerator<Uint8Array> {
  yield chunk;
  throw error;
}

export async function* heldBetween(
  first: string,
  second: string,
  held: Promise<void>,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(first);
  await held;
  yield Buffer.from(second);
}
