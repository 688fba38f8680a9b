import { FAILURE_TYPES, type FailureType } from '@org/media-contracts';

/**
 * A failure that this package decided on, before it becomes an `ApplicationFailure`.
 * The message says what happened and what to do; what it happened to is added by `toApplicationFailure`.
 */
export class ActivityError extends Error {
  override readonly name = 'ActivityError';
  readonly type: FailureType;
  /** When to try again; the retry policy decides when absent. */
  readonly retryDelayMs: number | undefined;
  /** True for what is part of normal work, such as a deploy: it is not logged or counted as a failure. */
  readonly benign: boolean;

  constructor(
    type: FailureType,
    message: string,
    options: { retryDelayMs?: number; benign?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.type = type;
    this.retryDelayMs = options.retryDelayMs;
    this.benign = options.benign ?? false;
  }
}

/** What was asked cannot be done: never retried. */
export function badInput(message: string): ActivityError {
  return new ActivityError(FAILURE_TYPES.badInput, message);
}

/** The account is refused, unknown or has no key: whoever waits on it parks. */
export function accountBlocked(message: string): ActivityError {
  return new ActivityError(FAILURE_TYPES.accountBlocked, message);
}

/** Another worker, or this one, goes on at once: nothing is wrong. */
export function handedOver(message: string): ActivityError {
  // A delay of 0 would be taken for "not set", and the retry policy would then make it wait.
  return new ActivityError(FAILURE_TYPES.transient, message, { retryDelayMs: 1, benign: true });
}
