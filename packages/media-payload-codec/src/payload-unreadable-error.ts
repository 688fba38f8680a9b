const MARK = Symbol.for('@org/media-payload-codec/PayloadUnreadableError');

/**
 * An encrypted payload that this process cannot read. Not a failure of the work: with the right keys it can be read.
 * An activity that meets it is tried again, and so is a workflow task.
 */
export class PayloadUnreadableError extends Error {
  override readonly name = 'PayloadUnreadableError';
  readonly [MARK] = true;
  /** The key that the payload names. */
  readonly keyId: string;

  constructor(message: string, keyId: string) {
    super(message);
    this.keyId = keyId;
  }
}

/** By a mark, since a process may hold two copies of this package. */
export function isPayloadUnreadableError(error: unknown): error is PayloadUnreadableError {
  return typeof error === 'object' && error !== null && MARK in error;
}
