import { dirname } from 'node:path';
import { problemsOfStory } from '../demo/batch/batch-checks.ts';
import { batchRunnerCalls } from '../demo/batch/batch-runner-calls.ts';
import { fetchSamples } from '../demo/batch/batch-samples.ts';
import { batchDemoFolder, tellBatchStory, type Told } from '../demo/batch/batch-story.ts';
import { borrowStack } from '../demo/borrow-stack.ts';
import { Failure, reasonOf } from '../failure.ts';
import { Interrupted, interruption } from '../interruption.ts';
import { shown } from '../paths.ts';
import { say } from '../say.ts';
import { readSettings } from '../settings.ts';
import type { StackAddresses } from '../stack-record.ts';

const REAL_SERVICE =
  'The batch of the demo has broken files of this machine, which the real service cannot read. Unset ITTYBIT_API_KEY to use ittybit-local.';

/** Sixty files as a batch, three of them broken. Exit code 0 only if everything went as it should. */
export async function runBatchDemo({ json }: { readonly json: boolean }): Promise<number> {
  const { signal, dispose } = interruption();
  // With --json, stdout belongs to the one line of it.
  const tell = json ? say : sayOnStdout;
  try {
    const { told, problems } = await onStack(signal, async (addresses) => {
      const runner = batchRunnerCalls({ addresses, tell, direct: !json, signal });
      const told = await tellBatchStory({ addresses, runner, tell, signal });
      const problems = problemsOfStory(told);
      await report(told, problems, { addresses, tell, signal });
      return { told, problems };
    });
    if (json) print(answerOf(told, problems));
    return problems.length === 0 ? 0 : 1;
  } catch (error) {
    if (json) print({ ok: false, wallMs: wallMs(), error: signal.aborted ? 'interrupted' : reasonOf(error) });
    if (!(signal.reason instanceof Interrupted)) throw error;
    say(
      'dev: interrupted. What was started is stopped. A batch that had begun goes on while `./dev up` runs: `./dev run list` names it, `./dev run cancel` ends it; `./dev clean` forgets it.',
    );
    return signal.reason.exitCode;
  } finally {
    dispose();
  }
}

type LocalStack = StackAddresses & { readonly ittybitLocal: string };

async function onStack<T>(signal: AbortSignal, act: (addresses: LocalStack) => Promise<T>): Promise<T> {
  const settings = readSettings();
  if (settings.ittybitApiKey !== undefined) throw new Failure(REAL_SERVICE);
  const stack = await borrowStack(settings, signal);
  try {
    const { ittybitLocal } = stack.addresses;
    // Whoever asked a running stack with the real service was not stopped by our own environment.
    if (ittybitLocal === undefined) throw new Failure(REAL_SERVICE);
    return await act({ ...stack.addresses, ittybitLocal });
  } finally {
    await stack.giveBack();
  }
}

interface ReportOptions {
  readonly addresses: StackAddresses;
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

async function report(
  { workflowId, manifest, ledger, redriveLedger }: Told,
  problems: readonly string[],
  { addresses, tell, signal }: ReportOptions,
): Promise<void> {
  tell(
    `\n  ${ledger.creates} remote tasks were created for the batch, ${ledger.duplicates} of them twice; ${redriveLedger.creates} for the redrive`,
  );
  for (const problem of problems) tell(`  BAD  ${problem}`);
  tell('\nSome outputs to look at:');
  for (const line of await fetchSamples(manifest.rows, batchDemoFolder(workflowId), signal)) tell(line);
  tell(`All of them are named in ${shown(dirname(manifest.path))}/succeeded.csv.`);
  tell(
    problems.length === 0
      ? '\nEverything is as it should be: what could be done was done once, and the rest has its reason.'
      : '\nThe batch did not go as it should: see above.',
  );
  const page =
    addresses.temporalUi === undefined
      ? `${workflowId} in the UI of ${addresses.temporal}`
      : `${addresses.temporalUi}/namespaces/${addresses.namespace}/workflows/${workflowId}`;
  tell(`To look at the batch: \`./dev up\`, then \`./dev run status ${workflowId}\` or ${page}`);
}

function answerOf(told: Told, problems: readonly string[]): Record<string, unknown> {
  const { workflowId, manifest, verified, ledger, redriveManifest, redriveLedger } = told;
  const { counts, spend } = manifest.content;
  return {
    ok: problems.length === 0,
    wallMs: wallMs(),
    workflowId,
    items: counts.total - counts.invalid - counts.repeated,
    succeeded: counts.succeeded,
    failed: counts.failed,
    invalid: counts.invalid,
    repeated: counts.repeated,
    manifest: manifest.path,
    verified: verified.ok,
    outputs: verified.outputs,
    spend,
    ...ledger,
    redrive: {
      ...redriveManifest.content.batch,
      failed: redriveManifest.content.counts.failed,
      manifest: redriveManifest.path,
      ...redriveLedger,
    },
    problems,
  };
}

function sayOnStdout(line: string): void {
  process.stdout.write(`${line}\n`);
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Since this call began, preparation included. */
function wallMs(): number {
  return Math.round(performance.now());
}
