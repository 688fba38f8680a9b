import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
  type CompletedPart,
  type S3Client,
} from '@aws-sdk/client-s3';

/** S3 takes 10,000 parts of at least 5 MiB: the first thousand are small, so that little waits in memory. */
const SMALL_PART_BYTES = 8 * 1024 * 1024;
const LARGE_PART_BYTES = 64 * 1024 * 1024;
const SMALL_PARTS = 1_000;

interface MultipartTarget {
  readonly Bucket: string;
  readonly Key: string;
}

export interface Conditions {
  readonly IfNoneMatch?: '*';
  readonly IfMatch?: string;
}

export interface MultipartOptions {
  readonly client: S3Client;
  readonly target: MultipartTarget;
  readonly conditions: Conditions;
  readonly signal: AbortSignal | undefined;
}

export function partBytes(number: number): number {
  return number <= SMALL_PARTS ? SMALL_PART_BYTES : LARGE_PART_BYTES;
}

/** Uploads parts one after the other; the object appears with the last call, or not at all. Returns its etag. */
export async function uploadParts(
  { client, target, conditions, signal }: MultipartOptions,
  parts: AsyncIterable<Uint8Array>,
): Promise<string> {
  const abort = { ...(signal && { abortSignal: signal }) };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target), abort);
  try {
    const completed: CompletedPart[] = [];
    for await (const Body of parts) {
      const PartNumber = completed.length + 1;
      const part = await client.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body }), abort);
      completed.push({ PartNumber, ETag: part.ETag });
    }
    const done = await client.send(
      new CompleteMultipartUploadCommand({
        ...target,
        ...conditions,
        UploadId,
        MultipartUpload: { Parts: completed },
      }),
      abort,
    );
    return done.ETag ?? '';
  } catch (error) {
    // Parts that nobody completes are paid for until somebody looks: not aborted by the signal, which may be why.
    await client.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => undefined);
    throw error;
  }
}
