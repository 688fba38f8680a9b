import { parseRetryAfter, type Clock } from '@org/ittybit-client';
import type { CallbackSent, SendCallbackInput } from '@org/media-contracts';
import type { Log } from '../ports.js';
import type { CallbackAttemptRecord, CallbackLedger, StoredCallback } from './callback-ledger.js';
import { reasonOfSilence, type PostCallback } from './post-callback.js';
import { signatureHeaders } from './signature.js';

export interface SendDependencies {
  readonly callbacks: CallbackLedger;
  readonly secretsOf: (tenantId: string) => Promise<readonly string[]>;
  readonly post: PostCallback;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** How an attempt ended. */
type AttemptEnd = Omit<CallbackAttemptRecord, 'attempt' | 'replay'> & {
  readonly retryAfterMs?: number;
};

/** What heartbeats say: whoever takes over goes on from here. */
export interface SendProgress {
  /** How many requests this attempt has begun. */
  readonly posts: number;
  /** How it ended, until the catalog knows. */
  readonly end?: AttemptEnd;
}

export interface SendContext {
  readonly signal: AbortSignal;
  /** Where an earlier try at this attempt stopped. */
  readonly progress: SendProgress;
  /** Tells Temporal at once. */
  readonly tell: (progress: SendProgress) => void;
}

/** A receiver that does not want it any more. */
const GONE = 410;
/** A receiver cannot put off the next attempt for longer. In ms. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1_000;
/** Workers that die while they send do so for a reason: then the attempt counts as failed, and the schedule goes on. */
const MAX_POSTS = 3;

/**
 * Makes one attempt and records how it ended.
 *
 * A worker that dies between the request and the record leaves it open whether the callback arrived: the next one
 * sends it again, under the same id. What is known of the end travels in the heartbeat, so that a catalog that is away
 * costs no second request.
 */
export async function sendCallback(
  deps: SendDependencies,
  input: SendCallbackInput,
  context: SendContext,
): Promise<CallbackSent> {
  const { callbacks, clock, log } = deps;
  const { callbackId, replay, attempt } = input;
  const callback = await callbacks.load(callbackId);
  if (!callback) return { state: 'dead', reason: `there is no callback ${callbackId} any more` };
  if (callback.replays !== replay) return { state: 'dead', reason: 'a later replay delivers it' };
  const recorded = await recordedEnd(deps, callback, input);
  if (recorded) return recorded;

  const end = context.progress.end ?? (await makeAttempt(deps, callback, context));
  const { retryAfterMs: _asked, ...record } = end;
  const sent = judge(input, end);
  const next =
    sent.state === 'delivering'
      ? { state: sent.state, nextAttemptAt: clock.now() + sent.waitMs }
      : { state: sent.state };
  await callbacks.recordAttempt(callbackId, { attempt, replay, ...record }, next);
  const say = sent.state === 'dead' ? log.warn : log.info;
  say('A callback was sent', { callbackId, attempt, replay, status: end.status, ...sent });
  return sent;
}

/** An attempt that the catalog knows is not made again: its worker died before it could say how it ended. */
async function recordedEnd(
  { callbacks, clock }: SendDependencies,
  { id, tenantId, state, nextAttemptAt }: StoredCallback,
  input: SendCallbackInput,
): Promise<CallbackSent | undefined> {
  if (state === 'delivered') return { state };
  const attempts = await callbacks.attempts(tenantId, id);
  const made = attempts.find(({ attempt, replay }) => attempt === input.attempt && replay === input.replay);
  if (!made) return undefined;
  const reason = reasonOf(made);
  if (state === 'dead') return { state, reason };
  const now = clock.now();
  return { state: 'delivering', reason, waitMs: Math.max(0, (nextAttemptAt ?? now) - now) };
}

async function makeAttempt(
  { secretsOf, post, clock }: SendDependencies,
  { id, tenantId, url, payload }: StoredCallback,
  { signal, progress, tell }: SendContext,
): Promise<AttemptEnd> {
  const secrets = await secretsOf(tenantId);
  const at = clock.now();
  if (secrets.length === 0) {
    return {
      at,
      durationMs: 0,
      error: 'there is no secret to sign with: POST /v1/callback-secrets makes one',
    };
  }
  if (progress.posts >= MAX_POSTS) {
    const error = `the worker ended while it was sending, ${MAX_POSTS} times: whether it arrived is not known`;
    return { at, durationMs: 0, error };
  }
  const headers = signatureHeaders(secrets, { id, at, payload });
  const posts = progress.posts + 1;
  tell({ posts });
  const answer = await post({ url, payload, headers, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    return { error: reasonOfSilence(error) };
  });
  const end = { at, durationMs: Math.max(0, clock.now() - at), ...withRetryAfter(answer, clock.now()) };
  tell({ posts, end });
  return end;
}

function withRetryAfter(
  answer: { readonly status: number; readonly retryAfter: string | undefined } | { readonly error: string },
  now: number,
): Pick<AttemptEnd, 'status' | 'error' | 'retryAfterMs'> {
  if ('error' in answer) return answer;
  const retryAfterMs = parseRetryAfter({ get: () => answer.retryAfter ?? null }, now);
  return { status: answer.status, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/**
 * By the specification 2xx is a success and 410 says that no more is wanted; everything else, other 4xx and redirects
 * included, is a failure that is tried again.
 */
function judge({ nextDelayMs }: SendCallbackInput, end: AttemptEnd): CallbackSent {
  const { status, retryAfterMs = 0 } = end;
  if (status !== undefined && status >= 200 && status < 300) return { state: 'delivered' };
  const reason = reasonOf(end);
  if (status === GONE || nextDelayMs === undefined) return { state: 'dead', reason };
  return {
    state: 'delivering',
    reason,
    waitMs: Math.max(nextDelayMs, Math.min(retryAfterMs, LONGEST_WAIT_MS)),
  };
}

function reasonOf({ status, error }: Pick<CallbackAttemptRecord, 'status' | 'error'>): string {
  return status === undefined ? (error ?? 'no answer') : `the receiver answered ${status}`;
}
