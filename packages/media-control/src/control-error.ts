import type { Directions } from './directions.js';

/**
 * What became of a request, for whoever maps it to an exit code or a status.
 *
 * - `notFound`: no such pipeline, batch or item.
 * - `unreachable`: Temporal, or a worker that has to answer, is away. What was asked for may still happen.
 * - `refused`: the workflow itself says no.
 * - `conflict`: the name is taken by something else. Nothing was started.
 * - `closed`: it has ended already.
 * - `notClosed`: it still runs, and only what has ended can be redone.
 * - `notParked`: it waits for no person.
 * - `nothingToRedo`: everything has a success, or nothing had begun.
 * - `needsStore`: only the store of the workers knows.
 * - `unreadable`: this release cannot read what an input or a document of the store says.
 * - `denied`: Temporal refuses this caller.
 * - `noNamespace`: Temporal has no such namespace.
 */
export type ControlErrorCode =
  | 'notFound'
  | 'unreachable'
  | 'refused'
  | 'conflict'
  | 'closed'
  | 'notClosed'
  | 'notParked'
  | 'nothingToRedo'
  | 'needsStore'
  | 'unreadable'
  | 'denied'
  | 'noNamespace';

export interface ControlErrorOptions extends ErrorOptions {
  /** What it is about: ids and states. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** What a person can do, in whole sentences. */
  readonly advice?: (how: Directions) => string;
}

/** A copy of this package, such as a bundle holds, has a class of its own. */
const BRAND = Symbol.for('@org/media-control/ControlError');

/** Why something could not be read or done. The message says what happened, and to what. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly code: ControlErrorCode;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly [BRAND] = true;
  readonly #advice: ((how: Directions) => string) | undefined;

  constructor(code: ControlErrorCode, message: string, options: ControlErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.facts = options.facts ?? {};
    this.#advice = options.advice;
  }

  /** What to do about it, as it is done where the error is shown; undefined when the message says it all. */
  advice(how: Directions): string | undefined {
    return this.#advice?.(how);
  }

  /** The message, and what to do about it. */
  explain(how: Directions): string {
    const advice = this.advice(how);
    return advice === undefined ? this.message : `${this.message} ${advice}`;
  }
}

/** Works across copies of this package. With `code`: also whether it is that kind. */
export function isControlError(error: unknown, code?: ControlErrorCode): error is ControlError {
  return (
    error instanceof Error && BRAND in error && (code === undefined || (error as ControlError).code === code)
  );
}
