/** What a failure means for whoever made the call. Decided once, where the reply was seen. */
export const IttybitDecision = {
  /** What was asked cannot be done: change the request. Never worth a retry. */
  badInput: 'badInput',
  /** 401, 402, 403 or no key: nothing on this account works until a person acts. */
  accountBlocked: 'accountBlocked',
  /** 429: works again after `retryAfterMs`, or after a pause of the caller's choice if that is undefined. */
  throttled: 'throttled',
  /** Network, timeout, 408, 5xx, an unreadable reply: the same call may work later. */
  transient: 'transient',
  /** 404 on a read. Lists and reads may lag behind creates, so the caller decides what it means. */
  notFound: 'notFound',
  /** 409: the idempotency key was used with another body. Look the task up; never mint a new key. */
  conflict: 'conflict',
} as const;

export type IttybitDecision = (typeof IttybitDecision)[keyof typeof IttybitDecision];

/** What was being done. `wait` reads with `get`; `listAll` reads with `list`. */
export type IttybitOperation =
  'configure' | 'create' | 'get' | 'list' | 'wait' | 'atomicCreate' | 'atomicGet' | 'webhook';

/** The facts an {@link IttybitError} is built from. */
export interface IttybitErrorFacts {
  decision: IttybitDecision;
  operation: IttybitOperation;
  /** HTTP status of the reply, if there was one. */
  status?: number | undefined;
  /** The service's own word for the failure, e.g. `invalid_input`. */
  kind?: string | undefined;
  /** Milliseconds the service asked to wait. Undefined when absent or malformed. */
  retryAfterMs?: number | undefined;
  /** The service's id of the request, for a support ticket. */
  requestId?: string | undefined;
  cause?: unknown;
}

const MARKER = Symbol.for('@org/ittybit-client/IttybitError');

/**
 * The only error this package throws; an abort by the caller's signal is rethrown as the signal's reason instead.
 * Never contains the API key, nor the query part of a URL the service echoed.
 */
export class IttybitError extends Error {
  override readonly name = 'IttybitError';
  readonly decision: IttybitDecision;
  readonly operation: IttybitOperation;
  readonly status: number | undefined;
  readonly kind: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;
  /** The errors of the attempts before this one, oldest first. Empty when the first attempt decided. */
  readonly attempts: readonly IttybitError[];

  constructor(message: string, facts: IttybitErrorFacts, attempts: readonly IttybitError[] = []) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.decision = facts.decision;
    this.operation = facts.operation;
    this.status = facts.status;
    this.kind = facts.kind;
    this.retryAfterMs = facts.retryAfterMs;
    this.requestId = facts.requestId;
    this.attempts = attempts;
  }
}

Object.defineProperty(IttybitError.prototype, MARKER, { value: true });

/** True for an {@link IttybitError} of any copy of this package, where `instanceof` would only see its own. */
export function isIttybitError(value: unknown): value is IttybitError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[MARKER] === true;
}

/** The same failure, told together with the attempts that failed before it. */
export function withEarlierAttempts(error: IttybitError, earlier: readonly IttybitError[]): IttybitError {
  if (earlier.length === 0) return error;
  return new IttybitError(`${error.message} (attempt ${earlier.length + 1})`, error, earlier);
}

export function badInput(operation: IttybitOperation, message: string): IttybitError {
  return new IttybitError(message, { decision: 'badInput', operation });
}
