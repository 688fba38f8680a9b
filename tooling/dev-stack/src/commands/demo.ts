import { randomBytes } from 'node:crypto';
import { demoArguments } from '../demo-arguments.ts';
import { collectOutputs, type CollectedOutputs } from '../demo/collect-outputs.ts';
import { borrowStack, type BorrowedStack } from '../demo/borrow-stack.ts';
import { checkInput, publishInput } from '../demo/demo-input.ts';
import { countSince, markLedger, type LedgerCount } from '../demo/ledger.ts';
import { closeRun, readOpenRun, writeOpenRun, type OpenRun } from '../demo/open-run.ts';
import { outputsOf } from '../demo/outputs-of.ts';
import { allRight, outputLines, outputsForJson, problemsOf } from '../demo/report.ts';
import { runPipeline, type PipelineAnswer } from '../demo/run-pipeline.ts';
import { reasonOf } from '../failure.ts';
import { Interrupted, interruption } from '../interruption.ts';
import { say } from '../say.ts';
import { readSettings } from '../settings.ts';
import type { StackAddresses } from '../stack-record.ts';
import { runBatchDemo } from './demo-batch.ts';

interface DemoRun {
  readonly answer: PipelineAnswer;
  readonly outputs: CollectedOutputs;
  /** Unknown with the real service. */
  readonly ledger: LedgerCount | null;
  readonly addresses: StackAddresses;
}

export async function runDemo(args: readonly string[]): Promise<number> {
  const asked = demoArguments(args);
  return asked.what === 'batch' ? runBatchDemo(asked) : runPipelineDemo(asked.input, asked.json);
}

/** A video through the whole pipeline. Exit code 0 only if all four outputs are there and were verified. */
async function runPipelineDemo(input: string | undefined, json: boolean): Promise<number> {
  const { signal, dispose } = interruption();
  try {
    const run = await demo(input, signal);
    // With --json, stdout belongs to the one line of it.
    const ok = report(run, json ? say : sayOnStdout);
    if (json)
      print({
        ok,
        wallMs: wallMs(),
        workflowId: run.answer.id,
        outputs: outputsForJson(run.outputs),
        ledger: run.ledger,
        ...(ok ? {} : { state: run.answer.state, problems: problemsOf(run.outputs) }),
      });
    return ok ? 0 : 1;
  } catch (error) {
    if (json) print({ ok: false, wallMs: wallMs(), error: signal.aborted ? 'interrupted' : reasonOf(error) });
    if (!(signal.reason instanceof Interrupted)) throw error;
    say(
      'dev: interrupted. What was started is stopped, data and finished stages are kept; the same `./dev demo` goes on with this run, and `./dev clean` forgets it.',
    );
    return signal.reason.exitCode;
  } finally {
    dispose();
  }
}

async function demo(input: string | undefined, signal: AbortSignal): Promise<DemoRun> {
  const settings = readSettings();
  checkInput(input, settings.ittybitApiKey !== undefined);
  const stack = await borrowStack(settings, signal);
  try {
    return await runOn(stack, input, signal);
  } finally {
    await stack.giveBack();
  }
}

async function runOn(
  { addresses }: BorrowedStack,
  input: string | undefined,
  signal: AbortSignal,
): Promise<DemoRun> {
  const source = await publishInput(input, addresses);
  const { key, mark } = readOpenRun(source) ?? (await begin(source, addresses));
  const answer = await runPipeline(addresses, { key, source }, signal);
  signal.throwIfAborted();
  closeRun();
  const { urls, reasons } = outputsOf(answer);
  const outputs = await collectOutputs({ workflowId: answer.id, urls, reasons, signal });
  const ledger =
    addresses.ittybitLocal === undefined || mark === undefined
      ? null
      : await countSince(addresses.ittybitLocal, mark, [source, ...filesNamedIn(answer)]);
  return { answer, outputs, ledger, addresses };
}

/** Whatever the stages of this run read: the source, and what its stages made, even if it was refused later. */
function filesNamedIn(answer: PipelineAnswer): string[] {
  return JSON.stringify(answer).match(/https?:\/\/[^"\\\s]+/g) ?? [];
}

/** What is noted before anything is asked: a demo that is interrupted goes on with the same pipeline, by its key. */
async function begin(source: string, addresses: StackAddresses): Promise<OpenRun> {
  const mark = addresses.ittybitLocal === undefined ? undefined : await markLedger(addresses.ittybitLocal);
  const run: OpenRun = {
    key: `demo-${randomBytes(8).toString('hex')}`,
    source,
    ...(mark === undefined ? {} : { mark }),
  };
  writeOpenRun(run);
  return run;
}

/** Says how it went; true if everything is as it should be. */
function report({ answer, outputs, ledger, addresses }: DemoRun, tell: (line: string) => void): boolean {
  const ok = answer.state === 'succeeded' && allRight(outputs);
  tell('');
  for (const line of outputLines(outputs)) tell(line);
  if (ledger !== null)
    tell(`\n  ${ledger.creates} remote tasks were created, ${ledger.duplicates} of them twice`);
  tell(
    ok
      ? '\nAll four outputs are there and are what they should be.'
      : `\nNot all four outputs are there: the pipeline ${answer.id} ended as ${answer.state}.`,
  );
  const page =
    addresses.temporalUi === undefined
      ? `${answer.id} in the UI of ${addresses.temporal}`
      : `${addresses.temporalUi}/namespaces/${addresses.namespace}/workflows/${answer.id}`;
  tell(`To look at the run: \`./dev up\`, then ${page}`);
  return ok;
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
