/** What is known of a stored object without reading it. */
export interface StoredObject {
  readonly key: string;
  readonly sizeBytes: number;
  /** Changes with every write of the key. Opaque: compare it, never parse it. */
  readonly etag: string;
  /** In ms since the epoch. */
  readonly modifiedAt: number;
}

/** A write's receipt. */
export interface WrittenObject extends StoredObject {
  /** SHA-256 of the bytes written, in lower-case hex. */
  readonly sha256: string;
}

/** Bytes from `start` to `end`, both included and counted from 0, as in an HTTP range. Without `end`: to the last byte. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

/** An object and its bytes. Read `body` to its end or destroy it: it holds a file or a connection open. */
export interface ObjectContent {
  /** Describes the whole object, also when a range was asked. */
  readonly object: StoredObject;
  readonly body: AsyncIterable<Uint8Array> & { destroy(error?: Error): unknown };
  /** How many bytes `body` yields. */
  readonly lengthBytes: number;
}

export type ObjectBody = AsyncIterable<Uint8Array> | Uint8Array | string;

export interface OperationOptions {
  /** Ends the operation with a {@link StoreError} of code `aborted`; a write then leaves nothing behind. */
  readonly signal?: AbortSignal;
}

export interface PutOptions extends OperationOptions {
  /** Only create: exactly one of several writers succeeds, the others get `alreadyExists`. */
  readonly ifNoneMatch?: '*';
  /** Only replace what has this etag: else `preconditionFailed`, also when the key is gone. */
  readonly ifMatch?: string;
}

export interface GetOptions extends OperationOptions {
  readonly range?: ByteRange;
}

export interface PresignPutOptions {
  /** The link is good for exactly so many bytes. */
  readonly sizeBytes: number;
  /** SHA-256 of those bytes in hex: the store then refuses others. */
  readonly sha256?: string;
  /** How long the link is good for. */
  readonly expiresInSeconds: number;
}

/** What whoever has it can create an object with, once, until it expires. It is a secret. */
export interface PresignedPut {
  readonly url: string;
  /** To be sent as they are, beside `Content-Length`. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface ListOptions extends OperationOptions {
  /** Keys that start with this string; it need not end at a `/`. Absent or empty: every key. */
  readonly prefix?: string;
  /** At most this many objects, 1 to 1,000. Default 1,000. */
  readonly limit?: number;
  /** `nextCursor` of the page before. Objects written meanwhile appear if their keys come later. */
  readonly cursor?: string;
}

export interface ObjectPage {
  /** In ascending order of the UTF-8 bytes of their keys. */
  readonly objects: readonly StoredObject[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/**
 * Where bytes are kept: the part of S3 that the project relies on, and that every adapter must keep.
 * Each method rejects with a {@link StoreError} and nothing else.
 * A write is atomic: readers see the object before it, or the whole of the object after it.
 * An object `a` and an object `a/b` cannot both exist (`keyConflict`): servers that keep objects as files refuse it,
 * and a key that works here must work there.
 */
export interface ObjectStore {
  /** Writes an object; without a condition it replaces what is there. */
  put(key: string, body: ObjectBody, options?: PutOptions): Promise<WrittenObject>;
  /** Opens an object for reading. `notFound` if there is none; `invalidRange` if the range begins beyond its end. */
  get(key: string, options?: GetOptions): Promise<ObjectContent>;
  /** Describes an object. `notFound` if there is none. */
  head(key: string, options?: OperationOptions): Promise<StoredObject>;
  list(options?: ListOptions): Promise<ObjectPage>;
  /** Removes an object. Removing what is not there succeeds. */
  delete(key: string, options?: OperationOptions): Promise<void>;
  /**
   * A link that creates an object, and replaces none. Asks nobody, not even whether the object is there. Absent where the
   * store has no address that others could reach.
   */
  presignPut?(key: string, options: PresignPutOptions): Promise<PresignedPut>;
}
