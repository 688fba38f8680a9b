import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { assertObjectKey, quoteKey } from '../object-key.js';
import type {
  ByteRange,
  GetOptions,
  ListOptions,
  ObjectBody,
  ObjectContent,
  ObjectPage,
  ObjectStore,
  OperationOptions,
  PresignedPut,
  PresignPutOptions,
  PutOptions,
  StoredObject,
  WrittenObject,
} from '../object-store.js';
import { StoreError } from '../store-error.js';
import { bodyParts } from './body-parts.js';
import { uploadParts, type Conditions } from './multipart-upload.js';
import { toStoreError, type Asked } from './to-store-error.js';

export interface S3StoreOptions {
  readonly bucket: string;
  /** Put before every key, with a slash; keys outside of it are neither seen nor touched. */
  readonly prefix?: string;
  /** @default us-east-1 */
  readonly region?: string;
  /** Of a service other than AWS. Buckets are then part of the path. */
  readonly endpoint?: string;
  /** @default the SDK's own chain: environment, profile, instance role */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface PresignGetOptions {
  readonly expiresInSeconds: number;
  /** In ms since the epoch: the same time gives the same URL, as long as the credentials stay the same. @default now */
  readonly signedAt?: number;
}

export interface S3Store extends ObjectStore {
  /** A URL that anybody who has it can read an object with. Asks nobody, not even whether the object is there. */
  readonly presignGet: (key: string, options: PresignGetOptions) => Promise<string>;
  readonly presignPut: (key: string, options: PresignPutOptions) => Promise<PresignedPut>;
  /** Closes connections. */
  readonly close: () => void;
}

const MAX_PAGE = 1_000;
/** Another writer was at work on the same key: the answer of a second try says who won. */
const CONFLICT_TRIES = 5;

/** Keeps objects in a bucket. An etag changes with every write of other bytes; AWS itself lets `a` and `a/b` exist at once. */
export function createS3Store(options: S3StoreOptions): S3Store {
  const { bucket: Bucket } = options;
  const prefix = options.prefix ? `${options.prefix.replace(/\/+$/, '')}/` : '';
  const client = new S3Client(clientConfig(options));
  // By itself the SDK signs the checksum of the body that it has, and of a link it has none.
  const linking = new S3Client({ ...clientConfig(options), requestChecksumCalculation: 'WHEN_REQUIRED' });
  const target = (key: string): { Bucket: string; Key: string } => {
    assertObjectKey(key);
    return { Bucket, Key: `${prefix}${key}` };
  };

  return {
    put: (key, body, own = {}) => asking({ key, writes: true, ...own }, () => put(key, body, own)),
    get: (key, own = {}) => asking({ key, ...signalOf(own) }, () => get(key, own)),
    head: (key, own = {}) =>
      asking({ key, ...signalOf(own) }, async () => {
        const found = await client.send(new HeadObjectCommand(target(key)), abortOf(own));
        return storedObject(key, found);
      }),
    list: (own = {}) => asking(signalOf(own), () => list(own)),
    delete: (key, own = {}) =>
      asking({ key, writes: true, ...signalOf(own) }, async () => {
        await client.send(new DeleteObjectCommand(target(key)), abortOf(own)).catch(unlessNothing);
      }),
    presignGet: (key, { expiresInSeconds, signedAt }) =>
      asking({ key }, () =>
        getSignedUrl(client, new GetObjectCommand(target(key)), {
          expiresIn: expiresInSeconds,
          ...(signedAt !== undefined && { signingDate: new Date(signedAt) }),
        }),
      ),
    presignPut: (key, own) => asking({ key }, () => presignPut(key, own)),
    close: () => {
      client.destroy();
      linking.destroy();
    },
  };

  async function presignPut(
    key: string,
    { sizeBytes, sha256, expiresInSeconds }: PresignPutOptions,
  ): Promise<PresignedPut> {
    const checksum = sha256 === undefined ? undefined : Buffer.from(sha256, 'hex').toString('base64');
    const headers = {
      'if-none-match': '*',
      ...(checksum !== undefined && { 'x-amz-checksum-sha256': checksum }),
    };
    const command = new PutObjectCommand({
      ...target(key),
      ContentLength: sizeBytes,
      IfNoneMatch: '*',
      ...(checksum !== undefined && { ChecksumSHA256: checksum }),
    });
    // As headers, and signed: what is in the query is only asked for, what is signed has to be so.
    const signed = new Set([...Object.keys(headers), 'content-length', 'host']);
    const url = await getSignedUrl(linking, command, {
      expiresIn: expiresInSeconds,
      signableHeaders: signed,
      unhoistableHeaders: signed,
    });
    return { url, headers };
  }

  async function put(key: string, body: ObjectBody, own: PutOptions): Promise<WrittenObject> {
    const place = target(key);
    const parts = await bodyParts(body, own.signal);
    const conditions = conditionsOf(own);
    const etag = parts.isWhole
      ? await putWhole({ ...place, ...conditions, Body: parts.first }, own)
      : await uploadParts({ client, target: place, conditions, signal: own.signal }, parts.all());
    return { key, sizeBytes: parts.sizeBytes(), etag, modifiedAt: Date.now(), sha256: parts.sha256() };
  }

  async function putWhole(
    input: ConstructorParameters<typeof PutObjectCommand>[0],
    own: OperationOptions,
  ): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await client.send(new PutObjectCommand(input), abortOf(own))).ETag ?? '';
      } catch (error) {
        const isRace = error instanceof Error && error.name === 'ConditionalRequestConflict';
        if (!isRace || attempt === CONFLICT_TRIES) throw error;
      }
    }
  }

  async function get(key: string, own: GetOptions): Promise<ObjectContent> {
    const place = target(key);
    if (own.range) assertRange(key, own.range);
    const found = await client.send(
      new GetObjectCommand({ ...place, ...(own.range && { Range: rangeHeader(own.range) }) }),
      abortOf(own),
    );
    const lengthBytes = found.ContentLength ?? 0;
    const total = /\/(\d+)$/.exec(found.ContentRange ?? '')?.[1];
    const object = storedObject(key, {
      ...found,
      ContentLength: total === undefined ? lengthBytes : Number(total),
    });
    const body = found.Body instanceof Readable ? found.Body : Readable.from([]);
    return { object, body, lengthBytes };
  }

  async function list({
    prefix: wanted = '',
    limit = MAX_PAGE,
    cursor,
    ...own
  }: ListOptions): Promise<ObjectPage> {
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) {
      throw new StoreError('failed', `a page has 1 to ${MAX_PAGE} objects, not ${limit}`);
    }
    const { Contents = [], IsTruncated } = await client.send(
      new ListObjectsV2Command({
        Bucket,
        Prefix: `${prefix}${wanted}`,
        MaxKeys: limit,
        ...(cursor !== undefined && {
          StartAfter: `${prefix}${Buffer.from(cursor, 'base64url').toString()}`,
        }),
      }),
      abortOf(own),
    );
    const objects = Contents.map((one) =>
      storedObject((one.Key ?? '').slice(prefix.length), { ...one, ContentLength: one.Size }),
    );
    const last = objects.at(-1);
    return IsTruncated && last
      ? { objects, nextCursor: Buffer.from(last.key).toString('base64url') }
      : { objects };
  }
}

function clientConfig({ region, endpoint, credentials }: S3StoreOptions): S3ClientConfig {
  return {
    region: region ?? 'us-east-1',
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(credentials && { credentials }),
  };
}

async function asking<T>(asked: Asked, work: () => Promise<T>): Promise<T> {
  try {
    asked.signal?.throwIfAborted();
    return await work();
  } catch (error) {
    throw toStoreError(error, asked);
  }
}

function conditionsOf({ ifNoneMatch, ifMatch }: PutOptions): Conditions {
  return {
    ...(ifNoneMatch && { IfNoneMatch: ifNoneMatch }),
    ...(ifMatch !== undefined && { IfMatch: ifMatch }),
  };
}

function signalOf({ signal }: OperationOptions): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}

function abortOf({ signal }: OperationOptions): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}

function storedObject(
  key: string,
  {
    ContentLength = 0,
    ETag = '',
    LastModified,
  }: { ContentLength?: number | undefined; ETag?: string | undefined; LastModified?: Date | undefined },
): StoredObject {
  return { key, sizeBytes: ContentLength, etag: ETag, modifiedAt: LastModified?.getTime() ?? 0 };
}

function assertRange(key: string, { start, end = start }: ByteRange): void {
  if (Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end >= start) return;
  throw new StoreError('invalidRange', `${start}-${end} is no range of ${quoteKey(key)}`, { key });
}

function rangeHeader({ start, end }: ByteRange): string {
  return `bytes=${start}-${end ?? ''}`;
}

/** Removing what is not there, or is a folder of other keys, is no failure. */
function unlessNothing(error: unknown): undefined {
  const name = error instanceof Error ? error.name : '';
  if (['NoSuchKey', 'NotFound', 'DirectoryObjectContainsData'].includes(name)) return undefined;
  throw error;
}
