/**
 * - `unavailable`: Temporal, or a worker that has to answer, is away: nothing is known to have been done.
 * - `notFound`: no such workflow, or none that still runs.
 * - `refused`: the workflow, or its state, does not allow it.
 */
export type EngineErrorCode = 'unavailable' | 'notFound' | 'refused';

export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function isEngineError(error: unknown): error is EngineError {
  return error instanceof EngineError;
}
