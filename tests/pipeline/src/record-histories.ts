/**
 * A program: plays the scenarios on a dev server of its own and writes their histories beside the workflows.
 * See packages/media-workflows/histories/README.md for when that is allowed.
 */
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { repoRoot, startTemporal } from '@org/dev-stack';
import { bundleWorkflows } from '@org/tests-support/workflow-bundle';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { openWorld } from './support/pipeline-world.ts';
import { SCENARIOS, type Scenario } from './support/scenarios.ts';
import { scriptedService } from './support/scripted-service.ts';

/** The version that is being made. Once it is released, the next recording goes to a folder of its own. */
const UNRELEASED = 'v0';

const folder = join(repoRoot, 'packages/media-workflows/histories', UNRELEASED);
const dataDir = mkdtempSync(join(tmpdir(), 'record-histories-'));
const temporal = await startTemporal({ dataDir });
try {
  const bundle = await bundleWorkflows();
  const histories = new Map<string, string>();
  for (const [name, scenario] of Object.entries(SCENARIOS)) {
    histories.set(name, await record(name, scenario, bundle));
  }
  // The histories of batches and callbacks are beside them, and recorded by their own suites.
  for (const old of globSync(join(folder, '!(batch-*|callback-*).json'))) rmSync(old);
  mkdirSync(folder, { recursive: true });
  for (const [name, json] of histories) writeFileSync(join(folder, `${name}.json`), json);
  console.log(`recorded ${[...histories.keys()].join(', ')} in ${folder}`);
} finally {
  await temporal.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

async function record(
  name: string,
  { script, play }: Scenario,
  bundle: Awaited<ReturnType<typeof bundleWorkflows>>,
): Promise<string> {
  const service = scriptedService(script);
  const world = await openWorld({
    address: temporal.address,
    bundle,
    service,
    identity: 'recorder',
    taskQueue: `recorded-${name}`,
  });
  try {
    const pipeline = await play(world, service, name);
    const history: unknown = JSON.parse(historyToJSON(await pipeline.fetchHistory()));
    return refuseTraces(`${JSON.stringify(history, withoutStacks, 2)}\n`);
  } finally {
    await world.close();
  }
}

/** Stack traces name the folders of this machine; replay does not read them. */
function withoutStacks(key: string, value: unknown): unknown {
  return key === 'stackTrace' ? undefined : value;
}

/** A history is public: nothing in it may tell where it was recorded. */
function refuseTraces(json: string): string {
  for (const trace of [hostname(), homedir(), repoRoot, tmpdir()]) {
    if (json.includes(trace)) throw new Error(`a history names ${trace}: find out where, and leave it out`);
  }
  return json;
}
