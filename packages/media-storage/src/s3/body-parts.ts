import { createHash } from 'node:crypto';
import type { ObjectBody } from '../object-store.js';
import { partBytes } from './multipart-upload.js';

/** A body as parts of the size that S3 takes, counted and digested on the way. */
export interface BodyParts {
  /** The first part, whole; it is all there is when `rest` yields nothing. */
  readonly first: Uint8Array;
  readonly isWhole: boolean;
  /** All parts, the first included. */
  readonly all: () => AsyncGenerator<Uint8Array>;
  readonly sizeBytes: () => number;
  readonly sha256: () => string;
}

export async function bodyParts(body: ObjectBody, signal: AbortSignal | undefined): Promise<BodyParts> {
  const digest = createHash('sha256');
  let size = 0;
  const parts = partsOf(chunksOf(body, signal), (chunk) => {
    digest.update(chunk);
    size += chunk.byteLength;
  });
  const first = await parts.next();
  const second = first.done ? first : await parts.next();
  const firstPart = first.done ? new Uint8Array() : first.value;
  return {
    first: firstPart,
    isWhole: second.done === true,
    all: async function* () {
      yield firstPart;
      if (!second.done) yield second.value;
      yield* parts;
    },
    sizeBytes: () => size,
    sha256: () => digest.digest('hex'),
  };
}

async function* partsOf(
  chunks: AsyncIterable<Uint8Array>,
  seen: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array, undefined> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  let number = 1;
  for await (const chunk of chunks) {
    seen(chunk);
    waiting.push(chunk);
    bytes += chunk.byteLength;
    while (bytes >= partBytes(number)) {
      const whole = Buffer.concat(waiting);
      const size = partBytes(number++);
      yield whole.subarray(0, size);
      waiting = [whole.subarray(size)];
      bytes = whole.byteLength - size;
    }
  }
  if (bytes > 0) yield Buffer.concat(waiting);
  return undefined;
}

/** Ends with the signal, even when the body has stalled. */
async function* chunksOf(body: ObjectBody, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  if (typeof body === 'string') yield Buffer.from(body);
  else if (body instanceof Uint8Array) yield body;
  else {
    const chunks = body[Symbol.asyncIterator]();
    for (;;) {
      const step = await untilAborted(chunks.next(), signal);
      if (step.done) return;
      yield step.value;
    }
  }
}

function untilAborted<T>(next: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return next;
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    next.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}
