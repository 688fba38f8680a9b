import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BatchResult } from '@org/media-contracts';
import { inputsDir } from '../../app-env.ts';
import { Failure } from '../../failure.ts';
import { dataDir, shown } from '../../paths.ts';
import { say } from '../../say.ts';
import type { StackAddresses } from '../../stack-record.ts';
import { pause } from '../../wait-until.ts';
import { countSince, markLedger, type LedgerCount } from '../ledger.ts';
import { manifestLines, readManifest, type ReadManifest } from './batch-manifest.ts';
import { BROKEN, FILES, putBatchFiles } from './batch-files.ts';
import { batchList, PRICES } from './batch-list.ts';
import { EXIT, type BatchRunnerCalls } from './batch-runner-calls.ts';

/** Few lanes to begin with, and more once the first results look right. */
const LANES = 'video=2,image=2,audio=1,animation=1';
const MORE_LANES = 'video=3,image=4,audio=2,animation=1';
/** After so many items the story is interrupted: early enough to pause before the end. */
const FIRST_LOOK = 10;

export interface StoryOptions {
  readonly addresses: StackAddresses & { readonly ittybitLocal: string };
  readonly runner: BatchRunnerCalls;
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What `verify --outputs --json` says. */
interface Verified {
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly outputs: { readonly ok: number; readonly wrong: number; readonly unchecked: number };
}

/** What was done, for the checks; nothing in it is taken for right yet. */
export interface Told {
  readonly workflowId: string;
  readonly manifest: ReadManifest;
  readonly verified: Verified;
  readonly ledger: LedgerCount;
  readonly redriveManifest: ReadManifest;
  readonly redriveLedger: LedgerCount;
  /** Commands that did not end as the story wants. */
  readonly surprises: readonly string[];
}

/** Runs a batch as a person would, from the plan to the redrive. */
export async function tellBatchStory(options: StoryOptions): Promise<Told> {
  const { addresses, runner, tell, signal } = options;
  const { ittybitLocal } = addresses;
  const workflowId = batchName();
  const { list, prices, inputs } = await prepareInputs(workflowId, ittybitLocal);
  const shape = ['--concurrency', LANES, '--prices', prices];
  const surprises: string[] = [];
  const show = async (wanted: number, args: readonly string[], interrupt?: AbortSignal): Promise<void> => {
    const code = await runner.show(args, interrupt);
    if (code !== EXIT.ok) tell(`(exit code ${code}${meaningOf(code)})`);
    if (code !== wanted) surprises.push(`${args[0] ?? ''} ended with exit code ${code}, not ${wanted}`);
  };
  const count = (mark: string): Promise<LedgerCount> => countSince(ittybitLocal, mark, inputs);

  tell('\nWhat would it do, take and cost?');
  await show(EXIT.ok, ['plan', list, ...shape, '--assume', 'video=2,image=1,audio=1,animation=1']);

  tell(
    '\nStart it with few lanes. A file that is broken for good is asked for once, whatever --generations says.',
  );
  tell('Ctrl-C, which comes by itself here, only detaches.');
  const mark = await markLedger(ittybitLocal);
  const run = ['run', list, '--id', workflowId, ...shape, '--generations', '2', '--follow'];
  const reached = new AbortController();
  const watch = abortWhen(async () => (await count(mark)).creates >= FIRST_LOOK, reached, signal);
  await show(EXIT.running, run, reached.signal);
  reached.abort();
  await watch;

  tell('\nPause it, look, open more lanes, go on.');
  await show(EXIT.ok, ['pause', workflowId, '--reason', 'a look at the first results']);
  await show(EXIT.running, ['status', workflowId]);
  await show(EXIT.ok, ['set-concurrency', workflowId, MORE_LANES]);
  await show(EXIT.ok, ['resume', workflowId]);
  await show(EXIT.partial, ['follow', workflowId]);
  const ledger = await count(mark);

  tell('\nWhy did one of them fail?');
  await show(EXIT.ok, ['why', workflowId, `id:${Object.keys(BROKEN)[0] ?? ''}`]);

  tell('\nThe manifest has each line of the list once. Is it right, and does each output play?');
  const manifest = readManifest(await manifestKeyOf(runner, workflowId));
  for (const line of manifestLines(manifest)) tell(line);
  const verified = await verify(runner, shown(manifest.path), tell);

  tell('\nOnce more, only what failed. Nothing was mended, so it fails again; nothing else is paid for.');
  const redriveId = `${workflowId}-redrive-1`;
  const redriveMark = await markLedger(ittybitLocal);
  await show(EXIT.partial, ['redrive', workflowId, '--only', 'failed', '--follow']);
  const redriveLedger = await count(redriveMark);
  const redriveManifest = readManifest(await manifestKeyOf(runner, redriveId));
  return { workflowId, manifest, verified, ledger, redriveManifest, redriveLedger, surprises };
}

/** Files that no other batch names: what the service counts for them was this batch's. */
async function prepareInputs(
  workflowId: string,
  ittybitLocal: string,
): Promise<{ list: string; prices: string; inputs: string[] }> {
  await putBatchFiles(resolve(inputsDir, workflowId));
  const urlOf = (name: string): string => `${ittybitLocal}/inputs/${workflowId}/${name}`;
  const folder = batchDemoFolder(workflowId);
  mkdirSync(folder, { recursive: true });
  const list = resolve(folder, 'list.csv');
  const prices = resolve(folder, 'prices.json');
  writeFileSync(list, batchList(urlOf));
  writeFileSync(prices, `${JSON.stringify(PRICES, undefined, 2)}\n`);
  const inputs = Object.values(FILES).flat().map(urlOf);
  return { list: shown(list), prices: shown(prices), inputs };
}

/** Where the demo keeps what belongs to one batch. */
export function batchDemoFolder(workflowId: string): string {
  return resolve(dataDir, 'demo', workflowId);
}

function meaningOf(code: number): string {
  if (code === EXIT.running) return ': it is not finished';
  return code === EXIT.partial ? ': it went through its list, and some lines have no success' : '';
}

async function manifestKeyOf(runner: BatchRunnerCalls, workflowId: string): Promise<string> {
  const { result } = (await runner.ask(['status', workflowId])) as { result?: BatchResult };
  if (result === undefined) throw new Failure(`The batch ${workflowId} ended without a manifest.`);
  return result.manifest.key;
}

async function verify(
  runner: BatchRunnerCalls,
  manifest: string,
  tell: (line: string) => void,
): Promise<Verified> {
  const args = ['verify', manifest, '--outputs'];
  tell(`\n$ ./dev run ${args.join(' ')} --json`);
  const verified = (await runner.ask(args)) as Verified;
  const { ok, problems, outputs } = verified;
  tell(JSON.stringify({ ok, problems, outputs }));
  return verified;
}

async function abortWhen(
  reached: () => Promise<boolean>,
  controller: AbortController,
  signal: AbortSignal,
): Promise<void> {
  while (!controller.signal.aborted && !signal.aborted) {
    try {
      if (await reached()) controller.abort();
    } catch (error) {
      say(`dev: the ledger does not answer: ${String(error)}`);
    }
    await pause(200, signal);
  }
}

function batchName(): string {
  return `demo-batch-${randomBytes(3).toString('hex')}`;
}
