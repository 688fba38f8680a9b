import { setTimeout as delay } from 'node:timers/promises';
import { temporalTarget, type TemporalTarget } from '@org/media-env';
import type { Logger } from '@org/media-log';
import { NativeConnection } from '@temporalio/worker';
import type { Env } from '../env.js';

/** Wait after the first failed attempt, and the longest one. In ms. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const ANSWER_TIMEOUT_MS = 5_000;

/** Connects, and asks for the namespace. Tries until it succeeds or the signal fires. @throws `EnvError` for certificates that cannot be read */
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
  const target = temporalTarget(env);
  const named = { address: target.address, namespace: env.TEMPORAL_NAMESPACE };
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      const connection = await open(target, named.namespace);
      logger.info({ ...named, attempt }, 'Connected to Temporal');
      return connection;
    } catch (error) {
      const retryInMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
      const check = adviceFor(error);
      onProblem(`cannot use ${named.namespace} at ${named.address}; check ${check}`);
      logger.error({ ...named, attempt, retryInMs, check, err: error }, 'Cannot use Temporal');
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

async function open(target: TemporalTarget, namespace: string): Promise<NativeConnection> {
  const connection = await NativeConnection.connect(target);
  try {
    await askForNamespace(connection, namespace, ANSWER_TIMEOUT_MS);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function adviceFor(error: unknown): string {
  const text = String(error).toLowerCase();
  if (text.includes('namespace')) return 'TEMPORAL_NAMESPACE: does it exist on this server?';
  if (/unauthenticated|permission|unauthorized/.test(text))
    return 'TEMPORAL_API_KEY or the client certificate';
  return 'TEMPORAL_ADDRESS: is the server running and reachable from here? TEMPORAL_TLS: does it expect TLS?';
}
