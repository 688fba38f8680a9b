import { once } from 'node:events';
import { UP_OPTIONS } from '../command-options.ts';
import { devApiKey, devApiKeyFile } from '../api-key.ts';
import { inputsDir, storeDir } from '../app-env.ts';
import { Failure, UsageError } from '../failure.ts';
import type { Interrupted } from '../interruption.ts';
import { interruption } from '../interruption.ts';
import type { LockOwner } from '../lock.ts';
import { parseArguments } from '../parse-arguments.ts';
import { shown, stackLogDir } from '../paths.ts';
import { say } from '../say.ts';
import { readSettings } from '../settings.ts';
import { lockStack } from '../stack-lock.ts';
import { readStackRecord, type StackAddresses } from '../stack-record.ts';
import { startStack } from '../start-stack.ts';

/** Keeps the stack running until Ctrl-C; data and ports stay for the next time. */
export async function runUp(args: readonly string[]): Promise<number> {
  const storeUrl = checkedStore(parseArguments('up', args, UP_OPTIONS).store);
  const lock = lockStack('up');
  if ('owner' in lock) throw new Failure(inUse(lock.owner));
  const { signal, dispose } = interruption();
  const report = (line: string): void => {
    say(`dev: ${line}`);
  };
  try {
    const stack = await startStack({
      settings: readSettings(),
      report,
      signal,
      ...(storeUrl === undefined ? {} : { storeUrl }),
    });
    process.stdout.write(
      `\n${describe(stack.addresses)}\n\n${NEXT}\nCtrl-C stops everything; data and ports are kept.\n`,
    );
    if (!signal.aborted) await once(signal, 'abort');
    await stack.stop();
    say('dev: everything is stopped; `./dev up` goes on from here');
    return 0;
  } catch (error) {
    // Ctrl-C while it was starting: what had started is stopped by now.
    if (signal.aborted) return (signal.reason as Interrupted).exitCode;
    throw error;
  } finally {
    lock.release();
    dispose();
  }
}

const NEXT = `In another terminal:
  ./dev run pipeline run <url> --follow    one video through the pipeline
  ./dev run pipeline list                  what there is; \`why <id>\` explains one
  ./dev demo --input <file>                a file of this machine, its outputs fetched and checked
`;

function checkedStore(store: string | undefined): string | undefined {
  if (store === undefined || /^s3:\/\/[^/]+(\/.*)?$/.test(store)) return store;
  throw new UsageError(`--store takes s3://bucket or s3://bucket/prefix, not "${store}"`);
}

/** For a person to see; what is printed into a file gets no key. */
function keyLine(): string {
  const file = shown(devApiKeyFile());
  return process.stdout.isTTY ? `${devApiKey()}   in ${file}` : `in ${file}`;
}

/** Only ittybit-local can read files of this machine. */
function inputsLine({ ittybitLocal }: StackAddresses): [string, string][] {
  return ittybitLocal === undefined
    ? []
    : [['inputs', `${ittybitLocal}/inputs/<name>   files of ${shown(inputsDir)}`]];
}

function inUse(owner: LockOwner): string {
  const addresses = readStackRecord()?.addresses;
  const where = addresses === undefined ? ' It is still starting.' : `\n${describe(addresses)}\n`;
  return `./dev ${owner.purpose} (process ${owner.pid}) runs the stack already.${where}\nUse it, or stop it with Ctrl-C there (or: kill ${owner.pid}).`;
}

export function describe(addresses: StackAddresses): string {
  const lines: [string, string][] = [
    ['Temporal', `${addresses.temporal}   namespace ${addresses.namespace}`],
    ['Temporal UI', addresses.temporalUi ?? 'the one of your cluster'],
    ['Ittybit', addresses.ittybitLocal ?? 'the real service (ITTYBIT_API_KEY)'],
    ...inputsLine(addresses),
    ['API', `${addresses.api}   reference at ${addresses.api}/reference`],
    ['API key', keyLine()],
    ['store', addresses.storeUrl ?? shown(storeDir)],
    ['worker', `${addresses.worker}   /healthz /readyz /metrics`],
    ['logs', `${shown(stackLogDir)}/temporal.log, postgres.log, ittybit-local.log, worker.log, api.log`],
  ];
  return lines.map(([name, value]) => `  ${name.padEnd(12)} ${value}`).join('\n');
}
