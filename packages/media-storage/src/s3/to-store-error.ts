import { S3ServiceException } from '@aws-sdk/client-s3';
import { quoteKey } from '../object-key.js';
import { StoreError, isStoreError, type StoreErrorCode } from '../store-error.js';

/** What was asked, as far as it says what an answer means. */
export interface Asked {
  readonly key?: string;
  readonly ifNoneMatch?: '*' | undefined;
  readonly ifMatch?: string | undefined;
  readonly writes?: boolean;
  readonly signal?: AbortSignal | undefined;
}

const FULL = ['QuotaExceeded', 'InsufficientStorage', 'StorageFull', 'XMinioStorageFull'];
/** A server that keeps objects as files says so of a key that is a folder, or lies below an object. */
const KEY_CONFLICTS = [
  'ObjectParentIsFile',
  'ExistingObjectIsDirectory',
  'DirectoryObjectContainsData',
  'InvalidObjectState',
];

/** The decision, taken once: everything an S3 store rejects with. */
export function toStoreError(error: unknown, asked: Asked): StoreError {
  if (isStoreError(error)) return error;
  const { key } = asked;
  const what = key === undefined ? 'the bucket' : quoteKey(key);
  const options = { ...(key !== undefined && { key }), cause: error };
  if (asked.signal?.aborted) return new StoreError('aborted', `the work on ${what} was aborted`, options);
  const code = codeOf(error, asked);
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new StoreError(code, `${what}: ${reason}`, options);
}

function codeOf(error: unknown, { ifNoneMatch, ifMatch, writes }: Asked): StoreErrorCode {
  if (!(error instanceof S3ServiceException)) return 'failed';
  const { name } = error;
  const status = error.$metadata.httpStatusCode;
  if (KEY_CONFLICTS.includes(name)) return 'keyConflict';
  if (status === 412) return ifNoneMatch ? 'alreadyExists' : 'preconditionFailed';
  if (status === 404 && ifMatch !== undefined) return 'preconditionFailed';
  if (name === 'NoSuchKey' || name === 'NotFound') return 'notFound';
  if (status === 416) return 'invalidRange';
  if (FULL.includes(name) || status === 507) return 'full';
  if (status === 403 && writes) return 'readOnly';
  return 'failed';
}
