import { MEDIA_MEMO } from '@org/media-contracts';
import { ApplicationFailure, TimeoutFailure, type Payload } from '@temporalio/common';
import {
  decodeArrayFromPayloads,
  decodeOptionalFailureToOptionalError,
  decodeOptionalSinglePayload,
} from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js';
import type { temporal } from '@temporalio/proto';
import type { EventFailure } from './history-event.js';
import { cleanText, withoutSecrets } from './without-secrets.js';

type LoadedDataConverter = Parameters<typeof decodeArrayFromPayloads>[0];

interface Payloads {
  readonly payloads?: Payload[] | null;
}

/** Reads payloads with the converter of a client, its codec included. What cannot be read rejects. */
export interface PayloadDecoder {
  /** The first of several, as every workflow and activity of ours takes and returns one. Without secrets. */
  readonly first: (payloads: Payloads | null | undefined) => Promise<unknown>;
  readonly text: (payload: Payload | null | undefined) => Promise<string | undefined>;
  readonly failure: (failure: temporal.api.failure.v1.IFailure | null | undefined) => Promise<EventFailure>;
  /** What stands under `MEDIA_MEMO`. As it is: the address of a callback may have a query. */
  readonly memo: (memo: temporal.api.common.v1.IMemo | null | undefined) => Promise<unknown>;
}

export function createPayloadDecoder(converter: LoadedDataConverter): PayloadDecoder {
  return {
    first: async (payloads) => {
      const [value] = await decodeArrayFromPayloads(converter, payloads?.payloads);
      return withoutSecrets(value);
    },
    text: async (payload) => {
      const text = await decodeOptionalSinglePayload<unknown>(converter, payload);
      return typeof text === 'string' ? cleanText(text) : undefined;
    },
    failure: async (failure) => {
      const error = await decodeOptionalFailureToOptionalError(converter, failure);
      return failureOf(error);
    },
    memo: async (memo) => decodeOptionalSinglePayload<unknown>(converter, memo?.fields?.[MEDIA_MEMO]),
  };
}

function failureOf(error: Error | undefined): EventFailure {
  const message = cleanText(error?.message ?? 'no reason was recorded');
  if (error instanceof ApplicationFailure) {
    const details = withoutSecrets(error.details?.[0]);
    return { ...(error.type && { type: error.type }), message, ...(details !== undefined && { details }) };
  }
  if (error instanceof TimeoutFailure) {
    const told = withoutSecrets(error.lastHeartbeatDetails);
    const why = error.cause ? `${message}; the last trouble was: ${cleanText(error.cause.message)}` : message;
    return { type: 'TimedOut', message: why, ...(told !== undefined && { details: told }) };
  }
  return { ...(error && { type: error.name }), message };
}
