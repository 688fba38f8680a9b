/** What went wrong, as a decision a caller can act on. */
export const EngineErrorCode = {
  /** ffmpeg or ffprobe, or an encoder inside ffmpeg, is not installed. */
  engineMissing: 'engineMissing',
  /** The input cannot be read as media: another kind of file, damaged or cut short. */
  notMedia: 'notMedia',
  /** The operation needs a picture and the input has none. */
  noPicture: 'noPicture',
  /** The operation needs sound and the input has none. */
  noSound: 'noSound',
  /** The input has 0 bytes. */
  emptyInput: 'emptyInput',
  /** An option's value is outside what it may be; see `option` and `allowed`. */
  optionOutOfRange: 'optionOutOfRange',
  /** The combination asked for has no meaning here; see `option` and `allowed`. */
  unsupported: 'unsupported',
  /** The operation took longer than `timeoutMs`. */
  timeout: 'timeout',
  /** The output grew beyond `maxOutputBytes`. */
  outputTooLarge: 'outputTooLarge',
  /** The file system of the output has no room left. */
  diskFull: 'diskFull',
  /** The caller's AbortSignal fired. */
  aborted: 'aborted',
  /** The input does not exist, may not be read, or its server does not give it. */
  inputUnavailable: 'inputUnavailable',
  /** ffmpeg failed for a reason that none of the others names; see `stderrTail`. */
  failed: 'failed',
} as const;
export type EngineErrorCode = keyof typeof EngineErrorCode;

export interface EngineErrorDetails {
  /** The option that is refused, for `optionOutOfRange` and `unsupported`. */
  option?: string | undefined;
  /** What the option may be, in words. */
  allowed?: string | undefined;
  stderrTail?: readonly string[] | undefined;
  cause?: unknown;
}

const marker = Symbol.for('@org/media-engine/EngineError');

/** Every failure of this package. The message says what happened, to what, and what to do. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly [marker] = true;
  readonly code: EngineErrorCode;
  readonly option: string | undefined;
  readonly allowed: string | undefined;
  /** The last lines (at most 20, each at most 500 characters) ffmpeg or ffprobe wrote; queries of URLs are cut out. */
  readonly stderrTail: string[];

  constructor(code: EngineErrorCode, message: string, details: EngineErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.option = details.option;
    this.allowed = details.allowed;
    this.stderrTail = [...(details.stderrTail ?? [])];
  }
}

/** True for an EngineError of any copy of this package. */
export function isEngineError(value: unknown): value is EngineError {
  return value instanceof Error && marker in value;
}

/** The same error with the lines that were written before it happened. */
export function withStderrTail(error: unknown, stderrTail: readonly string[]): unknown {
  if (!isEngineError(error) || error.stderrTail.length > 0 || stderrTail.length === 0) return error;
  const { code, message, option, allowed, cause } = error;
  return new EngineError(code, message, { option, allowed, stderrTail, cause });
}
