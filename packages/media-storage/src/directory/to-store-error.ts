import { quoteKey } from '../object-key.js';
import { StoreError, isStoreError, type StoreErrorCode } from '../store-error.js';

const CODES: Readonly<Record<string, StoreErrorCode>> = {
  ENOENT: 'notFound',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'readOnly',
  EACCES: 'readOnly',
  EPERM: 'readOnly',
  ENOTDIR: 'notFound',
};

const ADVICE: Partial<Record<StoreErrorCode, string>> = {
  notFound: 'there is no such object',
  full: 'no space is left on the device: free some, or choose another directory',
  readOnly: 'this process may not do that: check the owner and mode of the directory',
  aborted: 'the caller gave up',
};

interface Context {
  readonly action: string;
  readonly key: string | undefined;
  /** True when the caller's signal has fired: whatever failed then, failed because of it. */
  readonly aborted: boolean;
}

/** The single place where an error of the file system becomes a decision. */
export function toStoreError(error: unknown, { action, key, aborted }: Context): StoreError {
  if (isStoreError(error)) return error;
  const code = aborted ? 'aborted' : (CODES[errnoOf(error) ?? ''] ?? 'failed');
  const reason = ADVICE[code] ?? (error instanceof Error ? error.message : String(error));
  const what = key === undefined ? action : `${action} ${quoteKey(key)}`;
  return new StoreError(code, `could not ${what}: ${reason}`, {
    ...(key === undefined ? {} : { key }),
    cause: error,
  });
}

export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
