import { FAILURE_TYPES, type Operation } from '@org/media-contracts';
import { ActivityError, badInput } from './activity-error.js';

/**
 * Where the service reads a source, if not at the URL that was given: a presigned address, for example.
 * The same source and `signedAt` (ms since the epoch) have to give the same address, to the byte: it is part of the
 * request, and another request under the same idempotency key is a conflict.
 */
export type SourceAddress = (source: string, options: { readonly signedAt: number }) => Promise<string>;

/** Every source is read where its URL says. */
export const givenAddress: SourceAddress = (source) => Promise.resolve(source);

/** The address of a source in all attempts at a generation. It may hold a permission: send it, never write it down. */
export async function addressOf(
  sourceAddress: SourceAddress,
  { input, operation }: { readonly input: string; readonly operation: Operation },
): Promise<string> {
  try {
    return await sourceAddress(input, { signedAt: operation.startedAt });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `no address can be made that the service could read ${input} at: ${reason}`;
    if (isInvalidKey(error)) throw badInput(message);
    throw new ActivityError(FAILURE_TYPES.transient, message, { cause: error });
  }
}

/** Stores tell by `code`; their error classes are not known here. */
function isInvalidKey(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'invalidKey';
}
