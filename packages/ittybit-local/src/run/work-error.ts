import type { TaskError } from '../task-record.js';

/** Kinds of failure of a task. The first two are for good, the third may pass, the last is the server's own. */
export type WorkErrorKind = 'invalid_input' | 'format_unsupported' | 'source_unavailable' | 'internal_error';

/** Why a task cannot be done, in words for the one who asked for it. */
export class WorkError extends Error {
  override readonly name = 'WorkError';
  readonly kind: WorkErrorKind;

  constructor(kind: WorkErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

const KIND_OF_ENGINE_CODE: Record<string, WorkErrorKind> = {
  emptyInput: 'invalid_input',
  optionOutOfRange: 'invalid_input',
  outputTooLarge: 'invalid_input',
  notMedia: 'format_unsupported',
  noPicture: 'format_unsupported',
  noSound: 'format_unsupported',
  unsupported: 'format_unsupported',
};

/**
 * What the task shows of an error.
 * @param privatePaths paths of this machine, which the one who asked must not see
 */
export function toTaskError(error: unknown, privatePaths: readonly string[]): TaskError {
  const message = error instanceof Error ? error.message : String(error);
  // A file below a private folder keeps its own name: it tells which of many inputs it was.
  const shown = privatePaths.reduce(
    (text, path) => text.replaceAll(`${path}/`, '').replaceAll(path, 'the file'),
    message,
  );
  return { kind: kindOf(error), message: shown };
}

function kindOf(error: unknown): WorkErrorKind {
  if (error instanceof WorkError) return error.kind;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return KIND_OF_ENGINE_CODE[code] ?? 'internal_error';
}
