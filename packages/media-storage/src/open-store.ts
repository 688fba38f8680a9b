import { createDirectoryStore } from './directory/create-directory-store.js';
import type { ObjectStore } from './object-store.js';
import { parseS3Url } from './s3/s3-url.js';

/** Where a store is, as an operator says it. One of `dir` and `url`. */
export interface StoreSettings {
  /** A folder. */
  readonly dir?: string | undefined;
  /** `s3://bucket` or `s3://bucket/prefix`. */
  readonly url?: string | undefined;
  readonly s3?: {
    /** Of a service other than AWS. */
    readonly endpoint?: string | undefined;
    readonly region?: string | undefined;
    readonly accessKeyId?: string | undefined;
    readonly secretAccessKey?: string | undefined;
  };
}

/** Whether the settings name a store at all. */
export function namesStore({ dir, url }: StoreSettings): boolean {
  return dir !== undefined || url !== undefined;
}

/**
 * Opens the store that the settings name; the SDK of S3 is loaded only for one there.
 * @throws a `RangeError` that says what to set
 */
export async function openStore({ dir, url, s3 = {} }: StoreSettings): Promise<ObjectStore> {
  if (url === undefined) {
    if (dir === undefined) throw new RangeError('no store is named: set STORE_DIR or STORE_URL');
    return createDirectoryStore({ root: dir });
  }
  const place = parseS3Url(url);
  if (!place) throw new RangeError('STORE_URL has to look like s3://bucket or s3://bucket/prefix');
  const { createS3Store } = await import('./s3.js');
  const { endpoint, region, accessKeyId, secretAccessKey } = s3;
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw new RangeError('S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY belong together: set both or neither');
  }
  return createS3Store({
    bucket: place.bucket,
    ...(place.key && { prefix: place.key }),
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(accessKeyId !== undefined &&
      secretAccessKey !== undefined && { credentials: { accessKeyId, secretAccessKey } }),
  });
}
