import type { ExitCode } from './exit-codes.js';

/** An error a person reads: what happened, to what, and what to do, with the exit code of the process. */
export class CliError extends Error {
  readonly exitCode: ExitCode;
  /** Facts for `--json`. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(message: string, exitCode: ExitCode, facts: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'CliError';
    this.exitCode = exitCode;
    this.facts = facts;
  }
}
