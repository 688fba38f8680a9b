import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { repoRoot } from '@org/dev-stack';
import { createDataConverter, parsePayloadKeys } from '@org/media-payload-codec';
import { resultOf, startPipeline } from '@org/tests-harness';
import {
  DefaultLogger,
  Runtime,
  Worker,
  type ReplayHistoriesIterable,
  type ReplayResult,
} from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { A, B } from './support/keys.ts';
import { readyWorker, useStack } from './support/use-stack.ts';
import { withKeys } from './support/with-keys.ts';

Runtime.install({
  logger: new DefaultLogger('ERROR', () => undefined),
  telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
});

const stack = useStack('codec-bundles');

/** What the build of the worker made: one writes failures legibly, the other so that they can be encrypted. */
const PLAIN = join(repoRoot, 'apps/worker/dist/workflow-bundle.js');
const ENCRYPTING = join(repoRoot, 'apps/worker/dist/workflow-bundle.encrypting.js');
const HISTORIES = join(repoRoot, 'packages/media-workflows/histories');
const MAP_MARK = '//# sourceMappingURL=data:application/json;charset=utf-8;base64,';

function inspect(path: string): { readonly bytes: number; readonly modules: ReadonlySet<string> } {
  const [code = '', map = ''] = readFileSync(path, 'utf8').split(MAP_MARK);
  const { sources } = JSON.parse(Buffer.from(map, 'base64').toString()) as { sources: string[] };
  return { bytes: Buffer.byteLength(code), modules: new Set(sources) };
}

async function replay(
  codePath: string,
  keys: string,
  histories: ReplayHistoriesIterable,
): Promise<ReplayResult[]> {
  const dataConverter = createDataConverter(parsePayloadKeys(keys));
  const results: ReplayResult[] = [];
  const options = { workflowBundle: { codePath }, dataConverter };
  for await (const result of Worker.runReplayHistories(options, histories)) results.push(result);
  return results;
}

const failed = (results: readonly ReplayResult[]): unknown[] =>
  results.map(({ error }) => error).filter((error) => error !== undefined);

describe('the bundle that encrypts', () => {
  it('has the failure converter in addition, and nothing else', () => {
    const [plain, encrypting] = [inspect(PLAIN), inspect(ENCRYPTING)];
    const added = [...encrypting.modules].filter(
      (source) => !plain.modules.has(source) && !source.startsWith('webpack/'),
    );
    expect(added).toEqual([expect.stringMatching(/\/media-payload-codec\/src\/failure-converter\.ts$/)]);
    expect(encrypting.bytes - plain.bytes).toBeLessThan(8 * 1024);
  });

  it('replays every history that was recorded before there were keys', async () => {
    const names = readdirSync(HISTORIES, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    );
    const histories = names.map((name) => ({
      workflowId: basename(name, '.json'),
      history: JSON.parse(readFileSync(join(HISTORIES, name), 'utf8')) as unknown,
    }));
    const results = await replay(ENCRYPTING, A, histories);
    expect(results).toHaveLength(names.length);
    expect(failed(results)).toEqual([]);
  });

  it('and the other one replay a history that is encrypted, and not without its key', async () => {
    await readyWorker(stack(), { keys: A });
    const { workflowId } = await startPipeline(withKeys(stack(), A));
    const handle = withKeys(stack(), A).client.workflow.getHandle(workflowId);
    await resultOf(handle);
    const histories = [{ workflowId, history: await handle.fetchHistory() }];
    for (const [bundle, keys] of [
      [ENCRYPTING, `${B},${A}`],
      [PLAIN, `plain,${A}`],
    ] as const) {
      expect(failed(await replay(bundle, keys, histories))).toEqual([]);
    }
    expect(failed(await replay(ENCRYPTING, B, histories))).toHaveLength(1);
  });
});
