import { activityInfo, cancellationSignal, heartbeat, type CancelledFailure } from '@temporalio/activity';
import type { Clock } from '@org/ittybit-client';
import { toApplicationFailure } from './to-application-failure.js';

export interface StoreWork {
  /** Fires when the activity is cancelled, or when a heartbeat could not be given. */
  readonly signal: AbortSignal;
  /** What the next heartbeat says. */
  readonly tell: (progress: unknown) => void;
}

/** Does the work of an activity beside its heartbeats, and turns what it throws into a failure that Temporal knows. */
export async function withHeartbeats<T>(
  options: { readonly clock: Clock; readonly subject: string; readonly progress?: unknown },
  work: (work: StoreWork) => Promise<T>,
): Promise<T> {
  const { clock, subject } = options;
  const ended = new AbortController();
  const unheard = new AbortController();
  // What an earlier attempt has told would be lost with the first heartbeat that says nothing.
  let { progress } = options;
  const beat = (): void => {
    heartbeat(progress);
  };
  // Nobody awaits it, and a rejection that nobody handles would end the worker.
  keepAlive(clock, ended.signal, beat).catch((error: unknown) => {
    unheard.abort(error);
  });
  try {
    const signal = AbortSignal.any([cancellationSignal(), unheard.signal]);
    return await work({ signal, tell: (told) => (progress = told) });
  } catch (error) {
    if (cancellationSignal().aborted) throw cancellationSignal().reason as CancelledFailure;
    throw toApplicationFailure(unheard.signal.aborted ? unheard.signal.reason : error, subject);
  } finally {
    ended.abort();
  }
}

/** Rejects when a heartbeat could not be given. */
async function keepAlive(clock: Clock, signal: AbortSignal, beat: () => void): Promise<void> {
  const { heartbeatTimeoutMs } = activityInfo();
  if (!heartbeatTimeoutMs) return;
  try {
    for (;;) {
      beat();
      await clock.sleep(heartbeatTimeoutMs / 3, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
