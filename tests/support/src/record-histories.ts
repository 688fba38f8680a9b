import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { repoRoot, startTemporal } from '@org/dev-stack';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflows } from './workflow-bundle.ts';

/** The version that is being made. Once it is released, the next recording goes to a folder of its own. */
const UNRELEASED = 'v0';

type History = Parameters<typeof historyToJSON>[0];

export interface RecordingServer {
  readonly address: string;
  readonly bundle: Awaited<ReturnType<typeof bundleWorkflows>>;
}

export interface Recording<Scenario> {
  readonly scenarios: Readonly<Record<string, Scenario>>;
  /** Names of the files of this suite, as a glob: older ones are replaced, those of other suites stay. */
  readonly files: string;
  /** Of the server. */
  readonly dynamicConfig?: Readonly<Record<string, unknown>>;
  /** Plays a scenario to its end. */
  readonly play: (name: string, scenario: Scenario, server: RecordingServer) => Promise<History>;
}

/**
 * Plays scenarios on a dev server of its own and writes their histories beside the workflows.
 * See packages/media-workflows/histories/README.md for when that is allowed.
 */
export async function recordHistories<Scenario>(recording: Recording<Scenario>): Promise<void> {
  const { scenarios, files, dynamicConfig, play } = recording;
  const dataDir = mkdtempSync(join(tmpdir(), 'record-histories-'));
  const temporal = await startTemporal({ dataDir, ...(dynamicConfig && { dynamicConfig }) });
  try {
    const server = { address: temporal.address, bundle: await bundleWorkflows() };
    const histories = new Map<string, string>();
    for (const [name, scenario] of Object.entries(scenarios)) {
      histories.set(name, publicJson(await play(name, scenario, server)));
    }
    replaceFiles(files, histories);
  } finally {
    await temporal.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function replaceFiles(files: string, histories: ReadonlyMap<string, string>): void {
  const folder = join(repoRoot, 'packages/media-workflows/histories', UNRELEASED);
  for (const old of globSync(join(folder, files))) rmSync(old);
  mkdirSync(folder, { recursive: true });
  for (const [name, json] of histories) writeFileSync(join(folder, `${name}.json`), json);
  console.log(`recorded ${[...histories.keys()].join(', ')} in ${folder}`);
}

/** A history is public: nothing in it may tell where it was recorded. */
function publicJson(history: History): string {
  const json = `${JSON.stringify(JSON.parse(historyToJSON(history)), withoutStacks, 2)}\n`;
  for (const trace of [hostname(), homedir(), repoRoot, tmpdir()]) {
    if (json.includes(trace)) throw new Error(`a history names ${trace}: find out where, and leave it out`);
  }
  return json;
}

/** Stack traces name the folders of this machine; replay does not read them. */
function withoutStacks(key: string, value: unknown): unknown {
  return key === 'stackTrace' ? undefined : value;
}
