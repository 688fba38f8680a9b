import { createDataConverter, parsePayloadKeys } from '@org/media-payload-codec';
import type { Stack } from '@org/tests-harness';
import { Client } from '@temporalio/client';

/** The same stack, seen by somebody who has these keys, or none. */
export function withKeys(stack: Stack, keys: string | undefined): Stack {
  const { connection } = stack.client;
  const dataConverter = createDataConverter(keys === undefined ? undefined : parsePayloadKeys(keys));
  return {
    ...stack,
    client: new Client({ connection, dataConverter }),
    workerEnv: { ...stack.workerEnv, ...(keys === undefined ? {} : { PAYLOAD_KEYS: keys }) },
  };
}
