export const STORE_ERROR_CODES = [
  /** There is no such object. */
  'notFound',
  /** A create-only write found the key taken. */
  'alreadyExists',
  /** The object is not the one that `ifMatch` named. */
  'preconditionFailed',
  /** The key breaks a rule of `assertObjectKey`. */
  'invalidKey',
  /** The key is a folder of other keys, or lies below an object. */
  'keyConflict',
  /** The range begins beyond the end of the object, or is no range. */
  'invalidRange',
  /** No space, or no quota, is left. Nothing was written. */
  'full',
  /** The store may not be written to. */
  'readOnly',
  /** The caller's signal ended the operation. */
  'aborted',
  /** Anything else; `cause` has the reason. */
  'failed',
] as const;

export type StoreErrorCode = (typeof STORE_ERROR_CODES)[number];

const BRAND = Symbol.for('@org/media-storage/StoreError');

/** The only error an {@link ObjectStore} rejects with. Decide on `code`; the message is for people. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  /** The key concerned, when there is one. */
  readonly key: string | undefined;
  readonly [BRAND] = true;

  constructor(code: StoreErrorCode, message: string, options: { key?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.key = options.key;
  }
}

/** Works across copies of this package. With `code`: also whether it is that kind. */
export function isStoreError(error: unknown, code?: StoreErrorCode): error is StoreError {
  return (
    error instanceof Error && BRAND in error && (code === undefined || (error as StoreError).code === code)
  );
}
