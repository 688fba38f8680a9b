import { createGuardedFetch, readManifestEntries, verifyManifest } from '@org/media-activities';
import { DEFAULT_ACCOUNT } from '@org/media-contracts';
import { counted } from '@org/media-control';
import { createFileInspector, createMediaEngine, isEngineError, SAMPLE_BYTES } from '@org/media-engine';
import type { Command } from 'commander';
import { countsText } from '../../batch/picture/batch-lines.js';
import { checkOutputs, type OutputCheck, type OutputSources } from '../../batch/verify/check-outputs.js';
import { manifestSource, type ManifestSource } from '../../batch/verify/manifest-source.js';
import { CliError } from '../../cli-error.js';
import { EXIT, type ExitCode } from '../../exit-codes.js';
import { remoteClient } from '../../remote-client.js';
import { runCommand, subcommand, type Tools } from '../../shell.js';

/** For one end of an output, at most 4 MiB. In ms. */
const FETCH_TIMEOUT_MS = 45_000;
/** The answer of `--json` names so many outputs; more are only counted. */
const MAX_NAMED = 1_000;

/** `verify <manifest>` */
export function addVerifyCommand(parent: Command): void {
  subcommand(
    parent,
    'verify <manifest>',
    'recompute digests and counts of a manifest: a path, store:<key>, or the name of a batch. Exit code 1 if anything is wrong',
  )
    .option('--outputs', 'also read each output, and see that it is there and plays')
    .action(async (text: string, flags: { json?: boolean; outputs?: boolean }) => {
      await runCommand(flags, async (tools) => {
        return verifySource(tools, await manifestSource(tools, text), flags.outputs ?? false);
      });
    });
}

/** Tells what is wrong with a manifest, wherever it was found. */
export async function verifySource(
  tools: Tools,
  source: ManifestSource,
  withOutputs: boolean,
): Promise<ExitCode> {
  const { output, interrupted: signal } = tools;
  const { manifest, read, name, sha256, toldSha256 } = source;
  const verdict = await verifyManifest({ manifest, read, signal });
  const problems = [...digestProblems(sha256, toldSha256), ...verdict.problems];
  output.say(`${name}  ${manifest.batch.workflowId}  ${countsText(verdict.counts)}`);
  for (const problem of problems) output.say(`${output.style('red', 'wrong')}  ${problem}`);
  const outputs = withOutputs ? await verifyOutputs(tools, source) : undefined;
  const isRight = problems.length === 0 && (outputs?.wrong ?? 0) === 0;
  output.say(
    isRight
      ? `${output.style('green', 'ok')}  every index once, every digest as it should be${outputs ? `; ${outputsText(outputs)}` : ''}`
      : `${counted(problems.length, 'problem')}${outputs ? `; ${outputsText(outputs)}` : ''}`,
  );
  output.answer({
    ok: isRight,
    manifest: name,
    sha256,
    batch: manifest.batch,
    counts: verdict.counts,
    problems,
    ...(outputs ? { outputs } : {}),
  });
  return isRight ? EXIT.ok : EXIT.failed;
}

function digestProblems(sha256: string, told: string | undefined): string[] {
  if (told === undefined || told === sha256) return [];
  return [`manifest.json has the SHA-256 ${sha256}, and the batch said ${told}`];
}

interface OutputTotals {
  ok: number;
  wrong: number;
  unchecked: number;
  /** Those that are not ok, at most {@link MAX_NAMED}. */
  readonly named: OutputCheck[];
}

function outputsText({ ok, wrong, unchecked }: OutputTotals): string {
  return `outputs: ${ok} there and playable, ${wrong} wrong, ${unchecked} unchecked`;
}

async function verifyOutputs(tools: Tools, { manifest, read }: ManifestSource): Promise<OutputTotals> {
  const { output, interrupted: signal } = tools;
  const totals: OutputTotals = { ok: 0, wrong: 0, unchecked: 0, named: [] };
  const sources = await outputSources(tools, manifest.settings.account ?? DEFAULT_ACCOUNT);
  await checkOutputs(readManifestEntries({ manifest, read, signal }), sources, (check) => {
    totals[check.verdict] += 1;
    if (check.verdict === 'ok') return;
    if (totals.named.length < MAX_NAMED) totals.named.push(check);
    const name = check.name === undefined ? '' : ` ${check.name}`;
    output.say(`${check.verdict}  item ${check.index}${name} ${check.url}: ${check.reason ?? ''}`);
  });
  return totals;
}

async function outputSources({ env, interrupted: signal }: Tools, account: string): Promise<OutputSources> {
  const engine = createMediaEngine({ ffmpegPath: env.FFMPEG_PATH, ffprobePath: env.FFPROBE_PATH });
  try {
    await engine.check({ signal });
  } catch (error) {
    if (!isEngineError(error)) throw error;
    throw new CliError(
      `Outputs cannot be checked here: ${error.message} Install ffmpeg, or set FFMPEG_PATH and FFPROBE_PATH.`,
      EXIT.usage,
    );
  }
  const fetch = createGuardedFetch({
    allowPrivateAddresses: env.WORKER_ALLOW_PRIVATE_ADDRESSES,
    howToAllow: 'set WORKER_ALLOW_PRIVATE_ADDRESSES=true, as for the worker',
    maxBytes: 2 * SAMPLE_BYTES,
    timeoutMs: FETCH_TIMEOUT_MS,
  });
  const inspector = createFileInspector({ fetch, engine });
  const inspect: OutputSources['inspect'] = (url) => inspector.inspect(url, { signal });
  if (!env.accountKeys.has(account)) return { inspect };
  const client = remoteClient(env, account);
  return {
    inspect,
    askUrl: async (id) => (await client.get(id, { signal })).outputUrl ?? undefined,
  };
}
