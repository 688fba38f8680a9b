import { createRequire } from 'node:module';
import type { DataConverter } from '@temporalio/common';
import { createPayloadCodec, type DecryptionObserver } from './payload-codec.js';
import type { PayloadKeys } from './payload-keys.js';

/**
 * The file that encodes the messages of failures. The SDK loads it by its path, in the process and in the workflow
 * sandbox: `bundleWorkflowCode` must be given it as well.
 */
export function failureConverterPath(): string {
  return createRequire(import.meta.url).resolve('@org/media-payload-codec/failure-converter');
}

/** Whether what is written is encrypted, so that failures must be encoded and the workflow bundle be the one that does. */
export function encryptsPayloads(keys: PayloadKeys | undefined): boolean {
  return keys?.encrypting !== undefined;
}

/**
 * What a `Client` and a `Worker` take as `dataConverter`. Give it to every one of them, without keys too: it then
 * writes plain payloads and refuses encrypted ones in a way that loses nothing.
 */
export function createDataConverter(
  keys: PayloadKeys | undefined,
  observer?: Partial<DecryptionObserver>,
): DataConverter {
  return {
    payloadCodecs: [createPayloadCodec(keys, observer)],
    // Failures stay legible in Temporal's tools as long as nothing is encrypted.
    ...(encryptsPayloads(keys) ? { failureConverterPath: failureConverterPath() } : {}),
  };
}
