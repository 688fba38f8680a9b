import type { Command } from 'commander';
import { CliError } from './cli-error.js';
import { parseEnv, programName, type Env } from './env.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { createOutput, type Output } from './output.js';
import { grpcCode, innerMessage, isUnreachable } from './temporal/rpc-error.js';
import { connect, type Session } from './temporal/session.js';

export interface Tools {
  readonly env: Env;
  readonly output: Output;
  /** Fires at the first Ctrl-C; a second one ends the process. */
  readonly interrupted: AbortSignal;
}

export interface TemporalTools extends Tools {
  readonly session: Session;
}

/** Adds `--json`, which every command has. */
export function subcommand(parent: Command, usage: string, description: string): Command {
  return parent
    .command(usage)
    .description(description)
    .option('--json', 'the last line of stdout is one JSON object; nothing else is written there');
}

/** Runs a command, prints its error if it fails, and sets the exit code of the process. */
export async function runCommand(
  flags: { readonly json?: boolean },
  action: (tools: Tools) => Promise<ExitCode>,
): Promise<void> {
  const output = createOutput({
    json: flags.json ?? false,
    stdout: process.stdout,
    stderr: process.stderr,
    program: programName(),
  });
  const interrupt = new AbortController();
  const onInterrupt = (): void => {
    interrupt.abort();
  };
  process.once('SIGINT', onInterrupt);
  try {
    process.exitCode = await action({ env: parseEnv(), output, interrupted: interrupt.signal });
  } catch (error) {
    const failure = explainError(error);
    output.note(failure.message);
    output.answer({ error: { message: failure.message, exitCode: failure.exitCode, ...failure.facts } });
    process.exitCode = failure.exitCode;
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

/** The same for a command that talks to Temporal. */
export async function runTemporalCommand(
  flags: { readonly json?: boolean },
  action: (tools: TemporalTools) => Promise<ExitCode>,
): Promise<void> {
  await runCommand(flags, (tools) => withSession(tools, action));
}

/** Connects, acts, and closes the connection whatever happens. */
export async function withSession(
  tools: Tools,
  action: (tools: TemporalTools) => Promise<ExitCode>,
): Promise<ExitCode> {
  const session = await connect({
    env: tools.env,
    note: tools.output.note,
  });
  try {
    return await action({ ...tools, session });
  } finally {
    await session.close();
  }
}

const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

function explainError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  const message = innerMessage(error);
  if (error instanceof Error && error.name === 'NamespaceNotFoundError') {
    return new CliError(`${message}. Set TEMPORAL_NAMESPACE to one of yours, or run doctor.`, EXIT.usage);
  }
  if (isUnreachable(error)) {
    return new CliError(
      `Temporal did not answer in time: ${message}. Try again, or run doctor.`,
      EXIT.unreachable,
    );
  }
  const code = grpcCode(error);
  if (code === PERMISSION_DENIED || code === UNAUTHENTICATED) {
    const advice = 'Check TEMPORAL_API_KEY and TEMPORAL_NAMESPACE.';
    return new CliError(`Temporal refuses this caller: ${message}. ${advice}`, EXIT.failed);
  }
  return new CliError(`Unexpected: ${message}`, EXIT.failed);
}
