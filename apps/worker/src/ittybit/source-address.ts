import type { SourceAddress } from '@org/media-activities';
import { parseS3Url, s3PlaceHolds, type S3Place } from '@org/media-storage';
import type { S3Store } from '@org/media-storage/s3';
import type { Env } from '../env.js';

/**
 * How long the service may read a presigned source, from when its generation was first scheduled. As long as it
 * remembers an idempotency key: what it begins later is another generation, with an address of its own.
 */
const READABLE_SECONDS = 24 * 60 * 60;

/** Presigns `s3://` sources in the given places; any other source is the service's own to read. */
export function createSourceAddress({
  places,
  openBucket,
}: {
  /** Folders of buckets, or whole ones. */
  readonly places: readonly S3Place[];
  readonly openBucket: (bucket: string) => Pick<S3Store, 'presignGet'>;
}): SourceAddress {
  const buckets = new Map(places.map(({ bucket }) => [bucket, openBucket(bucket)]));
  return async (source, { signedAt }) => {
    const place = parseS3Url(source);
    if (!place || !places.some((one) => s3PlaceHolds(one, place))) return source;
    const bucket = buckets.get(place.bucket);
    return bucket ? bucket.presignGet(place.key, { expiresInSeconds: READABLE_SECONDS, signedAt }) : source;
  };
}

/** As the environment has it; undefined where it names no places. The SDK of S3 is loaded only for some. */
export async function sourceAddressOf(
  env: Pick<Env, 'S3_SOURCES' | 'S3_ENDPOINT' | 'S3_REGION' | 'S3_ACCESS_KEY_ID' | 'S3_SECRET_ACCESS_KEY'>,
): Promise<SourceAddress | undefined> {
  const { S3_SOURCES, S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = env;
  if (S3_SOURCES === undefined) return undefined;
  const { createS3Store } = await import('@org/media-storage/s3');
  const access = {
    ...(S3_ENDPOINT !== undefined && { endpoint: S3_ENDPOINT }),
    ...(S3_REGION !== undefined && { region: S3_REGION }),
    ...(S3_ACCESS_KEY_ID !== undefined &&
      S3_SECRET_ACCESS_KEY !== undefined && {
        credentials: { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY },
      }),
  };
  return createSourceAddress({
    places: S3_SOURCES,
    openBucket: (bucket) => createS3Store({ bucket, ...access }),
  });
}
