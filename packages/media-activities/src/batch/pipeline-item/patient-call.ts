import { isGrpcServiceError, type Client } from '@temporalio/client';
import type { Clock } from '@org/ittybit-client';
import { FAILURE_TYPES } from '@org/media-contracts';
import { ActivityError } from '../../activity-error.js';
import type { Log } from '../../ports.js';

/** What is needed of Temporal's client. */
export type TemporalClient = Pick<Client, 'withAbortSignal' | 'withDeadline'> & {
  readonly workflow: Pick<Client['workflow'], 'start' | 'getHandle'>;
};

/** Who calls Temporal, and is told while it does not answer. */
export interface Caller {
  readonly client: TemporalClient;
  readonly clock: Clock;
  readonly log: Log;
  /** Told before each further try; `undefined` when Temporal has answered again. */
  readonly onRetry: (retry: Retry | undefined) => void;
}

interface Retry {
  /** In ms since the epoch. */
  readonly at: number;
  /** Why the last try failed. */
  readonly because: string;
}

/** The SDK sets no limit of its own to a call. In ms. */
const CALL_LIMIT_MS = 10_000;
/** Between tries, doubling. In ms. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
/** Some two minutes. Then the attempt fails, so that its reason can be read beside the activity. */
const MAX_TRIES = 8;

/** Codes of gRPC by which a server, or the way to it, is in trouble; any other is an answer. */
const TROUBLE = new Set([1, 2, 4, 8, 10, 13, 14, 15]);

class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/**
 * Calls Temporal until it answers. Throws what it answered, the reason of the signal, or `Transient` after some minutes.
 * `toTheEnd` lets a call that was made come to its end though the signal aborts: it may have been heard.
 */
export async function patiently<T>(
  caller: Caller,
  { signal, toTheEnd = false }: { readonly signal: AbortSignal; readonly toTheEnd?: boolean },
  request: () => Promise<T>,
): Promise<T> {
  const limits = { limitMs: CALL_LIMIT_MS, ...(!toTheEnd && { signal }) };
  const { clock, log, onRetry } = caller;
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    try {
      const answer = await callOnce(caller, limits, request);
      if (tries > 1) onRetry(undefined);
      return answer;
    } catch (error) {
      if (!isTrouble(error)) throw error;
      const reason = innermostMessage(error);
      if (tries === MAX_TRIES) {
        throw new ActivityError(FAILURE_TYPES.transient, `Temporal does not answer: ${reason}`);
      }
      const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
      log.warn('Temporal does not answer', { reason, tries, retryInMs: waitMs });
      onRetry({ at: clock.now() + waitMs, because: `Temporal does not answer: ${reason}` });
      await clock.sleep(waitMs, signal);
    }
  }
}

/**
 * One call within a time limit, given up when the signal aborts; without a signal it is not given up.
 * The time is kept here as well: the worker's connection heeds no signal, and goes on trying beyond its deadline while
 * connections are refused.
 */
export async function callOnce<T>(
  { client, clock }: Caller,
  { signal, limitMs }: { readonly signal?: AbortSignal; readonly limitMs: number },
  request: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const over = new AbortController();
  const stop = AbortSignal.any([over.signal, ...(signal ? [signal] : [])]);
  // A signal of its own also because the SDK ties calls to the activity's, and there is work to do after a cancellation.
  const answer = client.withAbortSignal(stop, () => client.withDeadline(clock.now() + limitMs, request));
  const timeUp = clock.sleep(limitMs, stop).then(() => {
    throw new NoAnswer(`no answer within ${limitMs} ms`);
  });
  try {
    return await Promise.race([answer, timeUp]);
  } finally {
    // Whichever lost ends later, and nobody waits for it.
    for (const late of [answer, timeUp]) late.catch(() => undefined);
    over.abort();
  }
}

/** The code of gRPC; the SDK wraps the error of most calls. */
export function grpcCode(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof Error && error.cause !== undefined ? grpcCode(error.cause) : undefined;
}

function isTrouble(error: unknown): boolean {
  const code = grpcCode(error);
  return error instanceof NoAnswer || (code !== undefined && TROUBLE.has(code));
}

function innermostMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? innermostMessage(error.cause) : error.message;
}
