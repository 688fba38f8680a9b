/**
 * Scope: an entry of its own, loaded by its path into the workflow sandbox: no Node built-in, nothing but the SDK.
 * Its one name is the one the SDK looks for.
 */
import { ApplicationFailure, DefaultFailureConverter, type FailureConverter } from '@temporalio/common';

type Converting = Parameters<DefaultFailureConverter['errorToFailureInner']>;
/** The name of `PayloadUnreadableError`, whose module has no business in the sandbox. */
const UNREADABLE = 'PayloadUnreadableError';

type Failure = ReturnType<DefaultFailureConverter['errorToFailureInner']>;

/**
 * The server drops the encoded part of a failure above 4 KiB that it keeps beside a pending activity, and with it the
 * message, which it would have kept of a plain one. The worker's log has the whole stack.
 */
const MAX_STACK_LENGTH = 1_000;

/** Messages and stack traces become payloads, so that the codec encrypts them. It reads plain failures as well. */
class EncodedFailureConverter extends DefaultFailureConverter {
  constructor() {
    super({ encodeCommonAttributes: true });
  }

  override errorToFailure(...args: Converting): Failure {
    // It tells ids of keys, and whoever it is meant for may not have the key of the process that writes it.
    return isAboutKeys(args[0]) ? this.errorToFailureInner(...args) : super.errorToFailure(...args);
  }

  override errorToFailureInner(...args: Converting): Failure {
    // A copy: the SDK blanks the message in what it gets, which is the failure that the error itself still holds.
    const failure = { ...super.errorToFailureInner(...args) };
    if (failure.stackTrace) failure.stackTrace = failure.stackTrace.slice(0, MAX_STACK_LENGTH);
    return failure;
  }
}

function isAboutKeys(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error instanceof ApplicationFailure ? error.type : error.name) === UNREADABLE;
}

export const failureConverter: FailureConverter = new EncodedFailureConverter();
