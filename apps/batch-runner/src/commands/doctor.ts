import { DEFAULT_ACCOUNT } from '@org/media-contracts';
import { innerMessage } from '@org/media-control';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { fail, type Check } from '../doctor/check.js';
import { localChecks } from '../doctor/local-checks.js';
import { probeRemote } from '../doctor/probe-remote.js';
import { checkKey } from '../doctor/remote-checks.js';
import { temporalChecks } from '../doctor/temporal-checks.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Output } from '../output.js';
import { remoteClient } from '../remote-client.js';
import { runCommand, subcommand, type Tools } from '../shell.js';
import { connect } from '../temporal/session.js';

/** The check that fails when Temporal is away: a script may want to ask again later. */
const UNREACHABLE = 'temporal';

interface Flags {
  readonly account: string;
  readonly fix?: boolean;
  readonly probeRemote?: string;
  readonly json?: boolean;
}

/** `doctor` */
export function addDoctorCommand(parent: Command): void {
  subcommand(
    parent,
    'doctor',
    'check Temporal, workers, store, key and ffmpeg; exit code 1 if a check failed, 5 if Temporal is away',
  )
    .option('--fix', 'register missing search attributes')
    .option('--account <name>', 'Ittybit account to check', DEFAULT_ACCOUNT)
    .option(
      '--probe-remote <input-url>',
      'try with one tiny real task what the remote service honours: may cost money',
    )
    .action(async (flags: Flags) => {
      await runCommand(flags, (tools) => doctor(tools, flags));
    });
}

async function doctor(tools: Tools, flags: Flags): Promise<ExitCode> {
  const { env, output } = tools;
  const checks: Check[] = [];
  for (const group of [
    () => reachableChecks(tools, flags.fix ?? false),
    async () => [await checkKey(env, flags.account)],
    () => localChecks(env),
    () => probe(tools, flags),
  ]) {
    const done = await group();
    checks.push(...done);
    for (const check of done) printCheck(output, check);
  }
  const failed = checks.filter(({ status }) => status === 'fail');
  output.say(failed.length === 0 ? 'Nothing failed.' : `${failed.length} failed.`);
  output.answer({ ok: failed.length === 0, checks });
  if (failed.some(({ name }) => name === UNREACHABLE)) return EXIT.unreachable;
  return failed.length === 0 ? EXIT.ok : EXIT.failed;
}

async function reachableChecks({ env, output }: Tools, fix: boolean): Promise<Check[]> {
  try {
    const session = await connect({ env, note: output.note, withinMs: 5_000 });
    try {
      return await temporalChecks(session, env, fix);
    } finally {
      await session.close();
    }
  } catch (error) {
    const found = error instanceof CliError ? error.message : innerMessage(error);
    const meaning = 'Nothing can be started or looked at.';
    return [
      fail({
        name: UNREACHABLE,
        found,
        meaning,
        advice: 'Mend this first; the other checks stand for themselves.',
      }),
    ];
  }
}

async function probe(
  { env, output, interrupted }: Tools,
  { probeRemote: input, account }: Flags,
): Promise<Check[]> {
  if (input === undefined) return [];
  output.note('Probing with one tiny real task. On the real service this may cost money.');
  try {
    return await probeRemote({ client: remoteClient(env, account), input, signal: interrupted });
  } catch (error) {
    if (interrupted.aborted) {
      throw new CliError('Interrupted during the probe. A task that it made runs to its end.', EXIT.failed);
    }
    const meaning = 'What the service honours could not be found out.';
    const advice = 'The service must be able to read the URL; check it and the key.';
    return [fail({ name: 'probe', found: innerMessage(error), meaning, advice })];
  }
}

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

function printCheck(output: Output, { name, status, found, meaning, advice }: Check): void {
  output.say(`${output.style(COLOURS[status], status.padEnd(4))}  ${name}: ${found}`);
  if (meaning !== undefined) output.say(`      ${meaning}`);
  if (advice !== undefined) output.say(`      ${advice}`);
}
