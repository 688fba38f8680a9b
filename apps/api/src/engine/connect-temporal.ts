import { temporalTarget } from '@org/media-env';
import { createDataConverter } from '@org/media-payload-codec';
import { Client, Connection } from '@temporalio/client';
import type { Env } from '../env.js';

/** The SDK misspells this option, so its real limit is 4 MiB, and it retries a larger answer for 38 s. */
const CHANNEL_ARGS = { 'grpc.max_receive_message_length': 128 * 1024 * 1024 };

/** Connects when it is first used, and again whenever Temporal comes back: the API serves reads meanwhile. */
export function connectTemporal(env: Env): Client {
  const connection = Connection.lazy({
    ...temporalTarget(env),
    channelArgs: CHANNEL_ARGS,
  });
  const dataConverter = createDataConverter(env.PAYLOAD_KEYS);
  return new Client({ connection, namespace: env.TEMPORAL_NAMESPACE, dataConverter });
}
