import { temporalTarget, type TemporalTarget } from '@org/media-env';
import { createDataConverter } from '@org/media-payload-codec';
import { Client, Connection } from '@temporalio/client';
import { pause } from '../clock.js';
import { CliError } from '../cli-error.js';
import { refusing, type Env } from '../env.js';
import { EXIT } from '../exit-codes.js';

/** Every call to Temporal ends within this time: the SDK sets no deadline of its own. */
const RPC_DEADLINE_MS = 10_000;

/** How long an unreachable Temporal is retried before the command gives up. */
const CONNECT_WITHIN_MS = 10_000;

// The SDK misspells this option, so its real limit is 4 MiB, and it retries a larger answer for 38 s.
const CHANNEL_ARGS = { 'grpc.max_receive_message_length': 128 * 1024 * 1024 };

/** One connection to one namespace. */
export interface Session {
  readonly client: Client;
  readonly connection: Connection;
  readonly namespace: string;
  /** Runs calls to Temporal under the deadline. */
  rpc<T>(calls: () => Promise<T>, deadlineMs?: number): Promise<T>;
  close(): Promise<void>;
}

export interface ConnectOptions {
  readonly env: Env;
  /** Told once when the first attempt fails. */
  readonly note?: (line: string) => void;
  readonly withinMs?: number;
}

/** Connects, retrying for a few seconds. Throws a `CliError` with exit code 5. */
export async function connect({ env, note, withinMs = CONNECT_WITHIN_MS }: ConnectOptions): Promise<Session> {
  const target = refusing(() => temporalTarget(env));
  const giveUpAt = Date.now() + withinMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await connectOnce(env, target, Math.max(1_000, Math.min(3_000, giveUpAt - Date.now())));
    } catch (error) {
      if (Date.now() + 500 >= giveUpAt) throw unreachable(env, error, withinMs);
      if (attempt === 1) {
        note?.(`Temporal at ${env.TEMPORAL_ADDRESS} does not answer yet; trying for ${seconds(withinMs)} s.`);
      }
      await pause(500);
    }
  }
}

async function connectOnce(env: Env, target: TemporalTarget, timeoutMs: number): Promise<Session> {
  const connection = Connection.lazy({
    ...target,
    channelArgs: CHANNEL_ARGS,
    connectTimeout: timeoutMs,
  });
  try {
    await connection.ensureConnected();
  } catch (error) {
    await connection.close();
    throw error;
  }
  const client = new Client({
    connection,
    namespace: env.TEMPORAL_NAMESPACE,
    dataConverter: createDataConverter(env.PAYLOAD_KEYS),
  });
  return {
    client,
    connection,
    namespace: env.TEMPORAL_NAMESPACE,
    rpc: (calls, deadlineMs = RPC_DEADLINE_MS) => connection.withDeadline(Date.now() + deadlineMs, calls),
    close: () => connection.close(),
  };
}

function unreachable(env: Env, error: unknown, withinMs: number): CliError {
  const reason = error instanceof Error ? rootMessage(error) : String(error);
  return new CliError(
    `Temporal at ${env.TEMPORAL_ADDRESS} could not be reached within ${seconds(withinMs)} s (${reason}). ` +
      'Start it (./dev up), or set TEMPORAL_ADDRESS, TEMPORAL_TLS and TEMPORAL_API_KEY to those of your cluster.',
    EXIT.unreachable,
    { address: env.TEMPORAL_ADDRESS },
  );
}

function rootMessage(error: Error): string {
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message;
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}
