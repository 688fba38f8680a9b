import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@org/media-log';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import type { Env } from '../env.js';

/** Wait after the first failed attempt, and the longest one. In ms. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const ANSWER_TIMEOUT_MS = 5_000;

/** Connects, and asks for the namespace. Tries until it succeeds or the signal fires. */
export async function connectTemporal(
  env: Env,
  options: {
    readonly logger: Logger;
    readonly signal: AbortSignal;
    /** Told why, in words, after every attempt that failed. */
    readonly onProblem: (reason: string) => void;
  },
): Promise<NativeConnection> {
  const { logger, signal, onProblem } = options;
  const target = { address: env.TEMPORAL_ADDRESS, namespace: env.TEMPORAL_NAMESPACE };
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      const connection = await open(env);
      logger.info({ ...target, attempt }, 'Connected to Temporal');
      return connection;
    } catch (error) {
      const retryInMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
      const check = adviceFor(error);
      onProblem(`cannot use ${target.namespace} at ${target.address}; check ${check}`);
      logger.error({ ...target, attempt, retryInMs, check, err: error }, 'Cannot use Temporal');
      await delay(retryInMs, undefined, { signal });
    }
  }
}

/**
 * Resolves when the server answers for the namespace; rejects with its reason, or when the time is up.
 * The time is kept here as well, since the SDK goes on trying beyond its deadline while connections are refused.
 */
export async function askForNamespace(
  connection: Pick<NativeConnection, 'withDeadline' | 'workflowService'>,
  namespace: string,
  timeoutMs: number,
): Promise<void> {
  const timeout = new AbortController();
  const timeUp = delay(timeoutMs, undefined, { signal: timeout.signal, ref: false }).then(() => {
    throw new Error(`Temporal did not answer within ${timeoutMs} ms`);
  });
  const asked = connection.withDeadline(Date.now() + timeoutMs, () =>
    connection.workflowService.describeNamespace({ namespace }),
  );
  try {
    await Promise.race([asked, timeUp]);
  } finally {
    // Whichever lost ends later, and nobody waits for it.
    for (const late of [asked, timeUp]) late.catch(() => undefined);
    timeout.abort();
  }
}

async function open(env: Env): Promise<NativeConnection> {
  const connection = await NativeConnection.connect(await connectionOptions(env));
  try {
    await askForNamespace(connection, env.TEMPORAL_NAMESPACE, ANSWER_TIMEOUT_MS);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function connectionOptions(env: Env): Promise<NativeConnectionOptions> {
  const tls = await tlsOptions(env);
  return {
    address: env.TEMPORAL_ADDRESS,
    ...(env.TEMPORAL_API_KEY === undefined ? {} : { apiKey: env.TEMPORAL_API_KEY }),
    ...(tls === undefined ? {} : { tls }),
  };
}

async function tlsOptions(env: Env): Promise<NativeConnectionOptions['tls']> {
  const { TEMPORAL_TLS_SERVER_NAME: name, TEMPORAL_TLS_SERVER_CA_CERT_PATH: ca } = env;
  const { TEMPORAL_TLS_CLIENT_CERT_PATH: crt, TEMPORAL_TLS_CLIENT_KEY_PATH: key } = env;
  if (env.TEMPORAL_TLS === false) return false;
  if (name === undefined && ca === undefined && crt === undefined) return env.TEMPORAL_TLS;
  return {
    ...(name === undefined ? {} : { serverNameOverride: name }),
    ...(ca === undefined ? {} : { serverRootCACertificate: await readFile(ca) }),
    ...(crt === undefined || key === undefined
      ? {}
      : { clientCertPair: { crt: await readFile(crt), key: await readFile(key) } }),
  };
}

function adviceFor(error: unknown): string {
  const text = String(error).toLowerCase();
  if (text.includes('namespace')) return 'TEMPORAL_NAMESPACE: does it exist on this server?';
  if (/unauthenticated|permission|unauthorized/.test(text))
    return 'TEMPORAL_API_KEY or the client certificate';
  return 'TEMPORAL_ADDRESS: is the server running and reachable from here? TEMPORAL_TLS: does it expect TLS?';
}
