import { innerMessage, isControlError, temporalTrouble, type ControlErrorCode } from '@org/media-control';
import { isPayloadUnreadableError } from '@org/media-payload-codec';
import type { Command } from 'commander';
import { calledAs } from './api/api-url.js';
import { CliError } from './cli-error.js';
import { CONTROL_EXIT_CODES } from './control-exit-code.js';
import { CLI_DIRECTIONS } from './directions.js';
import { parseEnv, programName, type Env } from './env.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { createOutput, type Output } from './output.js';
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
    program: calledAs(programName(), process.argv.slice(2)),
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

/** Trouble with Temporal itself: what to do about it depends on how we were told to reach it. */
const TROUBLE_ADVICE: Partial<Record<ControlErrorCode, string>> = {
  noNamespace: 'Set TEMPORAL_NAMESPACE to one of yours, or run doctor.',
  unreachable: 'Try again, or run doctor.',
  denied: 'Check TEMPORAL_API_KEY and TEMPORAL_NAMESPACE.',
};

function explainError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (isControlError(error)) {
    return new CliError(error.explain(CLI_DIRECTIONS), CONTROL_EXIT_CODES[error.code], error.facts);
  }
  if (isPayloadUnreadableError(error)) {
    return new CliError(`What Temporal has cannot be read: ${error.message}.`, EXIT.failed, {
      keyId: error.keyId,
    });
  }
  const trouble = temporalTrouble(error);
  if (!trouble) return new CliError(`Unexpected: ${innerMessage(error)}`, EXIT.failed);
  const { code, message } = trouble;
  return new CliError(`${message} ${TROUBLE_ADVICE[code] ?? ''}`.trimEnd(), CONTROL_EXIT_CODES[code]);
}
