import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { capture } from './capture.ts';
import { Failure, reasonOf } from './failure.ts';
import { findOnPath, isExecutable } from './find-on-path.ts';
import { binDir } from './paths.ts';
import { runStep } from './run-step.ts';
import { say } from './say.ts';
import { isAtLeast, isNewEnough, OLDEST_SERVER } from './temporal-version.ts';
import { preparedTemporal } from './tools.ts';
import { workspaceFolders } from './workspace-folders.ts';

/** Newer modules have a `replace` directive, which `go install` refuses. Its server is 1.29.1. */
const CLI_MODULE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';
const OLDEST_GO = '1.25';
const HELP = `Install the Temporal CLI, server ${OLDEST_SERVER} or newer (https://docs.temporal.io/cli), so that \`temporal\` is on PATH, or Go ${OLDEST_GO} or newer, with which ./dev builds it, or set TEMPORAL_ADDRESS to a running cluster. Then call ./dev again.`;

/** The path of a Temporal dev server that is new enough: found, downloaded or built. */
export async function prepareTemporal(): Promise<string> {
  const found = await findTemporal();
  if (found !== undefined) return found;
  mkdirSync(binDir, { recursive: true });
  for (const left of readdirSync(binDir)) {
    if (left.startsWith('tmp.')) rmSync(resolve(binDir, left), { recursive: true, force: true });
  }
  const scratch = mkdtempSync(resolve(binDir, 'tmp.'));
  try {
    const binary = (await attempt(() => download(scratch))) ?? (await attempt(() => build(scratch)));
    if (binary === undefined)
      throw new Failure(`There is no Temporal server, and none could be downloaded or built. ${HELP}`);
    renameSync(binary, preparedTemporal);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return preparedTemporal;
}

async function findTemporal(): Promise<string | undefined> {
  const set = process.env['TEMPORAL_CLI_PATH'];
  if (set !== undefined && set !== '') {
    if (isExecutable(set) && (await isNewEnough(set))) return set;
    throw new Failure(
      `TEMPORAL_CLI_PATH is ${set}, which is not a Temporal CLI with server ${OLDEST_SERVER} or newer. Correct it, or unset it.`,
    );
  }
  for (const candidate of [findOnPath('temporal'), preparedTemporal]) {
    if (candidate !== undefined && isExecutable(candidate) && (await isNewEnough(candidate)))
      return candidate;
  }
  return undefined;
}

/** One way that fails is not the end: it says why, and the next is tried. */
async function attempt(way: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await way();
  } catch (error) {
    say(`dev: ${reasonOf(error)}`);
    return undefined;
  }
}

/** The SDK's own way, through whichever package of the workspace has @temporalio/testing. */
async function download(folder: string): Promise<string | undefined> {
  const owner = workspaceFolders().find((path) =>
    existsSync(resolve(path, 'node_modules/@temporalio/testing')),
  );
  if (owner === undefined) return undefined;
  const library = createRequire(resolve(owner, 'package.json')).resolve('@temporalio/testing');
  const program = `
    import testing from ${JSON.stringify(library)};
    const executable = { type: 'cached-download', downloadDir: ${JSON.stringify(folder)} };
    try {
      const environment = await testing.TestWorkflowEnvironment.createLocal({ server: { executable } });
      await environment.teardown();
    } catch (error) {
      console.error(error.message);
      process.exit(1);
    }`;
  await runStep({
    title: 'downloading a Temporal server (about 60 MB, once)',
    name: 'temporal-download',
    command: process.execPath,
    args: ['--input-type=module', '--eval', program],
    advice: 'Going on without the download.',
  });
  return readdirSync(folder)
    .map((name) => resolve(folder, name))
    .find(isExecutable);
}

async function build(folder: string): Promise<string | undefined> {
  const go = findOnPath('go');
  if (go === undefined) return undefined;
  const version = /go version go(\d+\.\d+)/.exec((await capture(go, ['version'])) ?? '')?.[1] ?? '0.0';
  if (!isAtLeast(version, OLDEST_GO)) {
    say(`dev: ${go} is Go ${version}; building Temporal needs ${OLDEST_GO} or newer`);
    return undefined;
  }
  await runStep({
    title: 'building a Temporal server with Go (about three minutes, once)',
    name: 'temporal-build',
    command: go,
    args: ['install', CLI_MODULE],
    env: { GOBIN: folder },
    advice: HELP,
  });
  return resolve(folder, 'temporal');
}
