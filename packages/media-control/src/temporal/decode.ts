import type { Client } from '@temporalio/client';
import type { Payload, ProtoFailure } from '@temporalio/common';
import {
  decodeArrayFromPayloads,
  decodeOptionalFailureToOptionalError,
} from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js';

/** Protobuf times, as the SDK's raw answers carry them. */
export interface ProtoTime {
  readonly seconds?: { toNumber(): number } | number | null;
  readonly nanos?: number | null;
}

/** Milliseconds since the epoch; undefined when the server left the time out or wrote zero. */
export function millis(time: ProtoTime | null | undefined): number | undefined {
  if (!time) return undefined;
  const seconds = typeof time.seconds === 'object' ? (time.seconds?.toNumber() ?? 0) : (time.seconds ?? 0);
  const ms = seconds * 1_000 + Math.floor((time.nanos ?? 0) / 1_000_000);
  return ms > 0 ? ms : undefined;
}

/** The first of some payloads, decoded with the client's own converter and codecs. */
export async function firstPayload(
  client: Client,
  payloads: readonly Payload[] | null | undefined,
): Promise<unknown> {
  if (!payloads?.length) return undefined;
  const decoded: unknown[] = await decodeArrayFromPayloads(client.options.loadedDataConverter, [...payloads]);
  return decoded[0];
}

/** What a failure says: with payload keys, its message is encrypted as well. */
export async function failureMessage(client: Client, failure: ProtoFailure): Promise<string | undefined> {
  const error = await decodeOptionalFailureToOptionalError(client.options.loadedDataConverter, failure);
  return error?.message;
}
