import { appEnv } from '../app-env.ts';
import { batchRunner } from '../batch-runner.ts';
import { Failure } from '../failure.ts';
import { runForeground } from '../run-foreground.ts';
import { readSettings } from '../settings.ts';
import { stackOwner } from '../stack-lock.ts';
import { readStackRecord } from '../stack-record.ts';

/** batch-runner against the running stack. */
export async function runBatchRunner(args: readonly string[]): Promise<number> {
  const owner = stackOwner();
  const addresses = owner === undefined ? undefined : readStackRecord()?.addresses;
  const { temporalAddress, temporalNamespace } = readSettings();
  if (addresses === undefined && temporalAddress === undefined && !asksForHelp(args)) {
    throw new Failure(
      'No stack is running. Start one with `./dev up` in another terminal, or set TEMPORAL_ADDRESS.',
    );
  }
  const env = appEnv(addresses ?? { temporal: temporalAddress ?? '', namespace: temporalNamespace });
  return runForeground({ command: process.execPath, args: [batchRunner, ...args], env });
}

/** Help needs no stack. */
function asksForHelp(args: readonly string[]): boolean {
  return args.length === 0 || args.some((arg) => arg === '--help' || arg === '-h');
}

export function runDoctor(args: readonly string[]): Promise<number> {
  return runBatchRunner(['doctor', ...args]);
}
