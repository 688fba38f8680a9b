/** The first bytes of a stream, and all of them again. */
export interface Peeked {
  readonly head: Buffer;
  readonly all: AsyncIterable<Uint8Array>;
}

/** Reads until `isEnough` is pleased or the stream ends. */
export async function peek(
  bytes: AsyncIterable<Uint8Array>,
  isEnough: (head: Buffer) => boolean,
): Promise<Peeked> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let next = await iterator.next();
  while (!next.done) {
    head = Buffer.concat([head, next.value]);
    if (isEnough(head)) break;
    next = await iterator.next();
  }
  return { head, all: following(head, iterator) };
}

async function* following(head: Buffer, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.byteLength > 0) yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}
