/** Something went wrong that a person can act on: shown as its message, without a stack trace. */
export class Failure extends Error {
  override name = 'Failure';
}

/** The command line was not understood: shown with the usage, exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The text of anything thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
