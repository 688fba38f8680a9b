/** What an `s3://` URL names. */
export interface S3Place {
  readonly bucket: string;
  /** Without a leading slash; empty when the URL names the bucket alone. */
  readonly key: string;
}

/** Undefined for what is no `s3://bucket[/key]`. */
export function parseS3Url(url: string): S3Place | undefined {
  const [, bucket, key = ''] = /^s3:\/\/([^/?#]{3,63})(?:\/([^?#]*))?$/.exec(url) ?? [];
  return bucket === undefined ? undefined : { bucket, key };
}

/** Whether a place is a folder (or a whole bucket) that another one lies in, or is itself. */
export function s3PlaceHolds(outer: S3Place, inner: S3Place): boolean {
  if (outer.bucket !== inner.bucket) return false;
  const folder = outer.key.replace(/\/+$/, '');
  return folder === '' || inner.key === folder || inner.key.startsWith(`${folder}/`);
}
